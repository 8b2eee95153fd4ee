import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, it } from "vitest";
import { RawClient } from "./raw-client.ts";
import { certificate, serve } from "./served.ts";

it("protects control and data connections after AUTH TLS", async () => {
  const { port } = await serve({ tls: { ...(await certificate()), mode: "explicit" } });
  const client = await RawClient.connect(port);
  await client.reply();
  expect(await client.ask("PROT P")).toMatch(/^503 /);
  expect(await client.ask("AUTH TLS")).toMatch(/^234 /);
  await client.startTls();
  expect(await client.ask("AUTH TLS")).toMatch(/^503 /);
  await client.ask("USER easy");
  expect(await client.ask("PASS secret")).toMatch(/^230 /);
  await client.ask("PBSZ 0");
  expect(await client.ask("PROT P")).toMatch(/^200 /);
  expect(await client.ask("PROT S")).toMatch(/^536 /);
  const raw = await client.openData();
  await client.ask("STOR a");
  const data = connectTls({ socket: raw, rejectUnauthorized: false });
  await once(data, "secureConnect");
  data.end("over TLS");
  expect(await client.reply()).toMatch(/^226 /);
  expect(await client.ask("SIZE a")).toBe("213 8");
});

it("forgets what was said in clear before the handshake", async () => {
  const { port } = await serve({ tls: { ...(await certificate()), mode: "explicit" } });
  const client = await RawClient.connect(port);
  await client.reply();
  await client.ask("USER easy");
  expect(await client.ask("AUTH TLS")).toMatch(/^234 /);
  await client.startTls();
  expect(await client.ask("PASS secret")).toMatch(/^503 /);
});

it("executes no command slipped in clear behind AUTH TLS", async () => {
  const { port } = await serve({ tls: { ...(await certificate()), mode: "explicit" } });
  const client = await RawClient.connect(port);
  await client.reply();
  client.send("AUTH TLS\r\nUSER easy\r\nPASS secret\r\n");
  expect(await client.reply()).toMatch(/^234 /);
  await client.startTls();
  expect(await client.ask("PWD")).toMatch(/^530 /);
});

it("talks TLS from the first byte when it is implicit", async () => {
  const { port } = await serve({ tls: { ...(await certificate()), mode: "implicit" } });
  const client = await RawClient.connectTls(port);
  expect(await client.reply()).toMatch(/^220 /);
  await client.ask("USER easy");
  expect(await client.ask("PASS secret")).toMatch(/^230 /);
});

it("refuses login and data in clear where TLS is required", async () => {
  const { port } = await serve({ tls: { ...(await certificate()), mode: "explicit", required: true } });
  const client = await RawClient.connect(port);
  await client.reply();
  expect(await client.ask("USER easy")).toMatch(/^534 /);
  await client.ask("AUTH TLS");
  await client.startTls();
  await client.ask("USER easy");
  await client.ask("PASS secret");
  await client.openData();
  expect(await client.ask("MLSD")).toMatch(/^521 /);
});

it("survives a client that breaks the handshake", async () => {
  const server = await serve({ tls: { ...(await certificate()), mode: "implicit" } });
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.end("this is no ClientHello\r\n");
  await once(socket.resume(), "close");
  await expect.poll(() => server.sessions).toBe(0);
});
