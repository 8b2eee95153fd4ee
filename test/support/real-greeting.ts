import type { ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Resolves when the server greets, or, with implicit TLS, accepts; rejects with its output when it ends before. */
export async function greeted(server: ChildProcess, port: number, silent: boolean): Promise<void> {
  let output = "";
  server.stdout?.on("data", (chunk) => (output += chunk));
  server.stderr?.on("data", (chunk) => (output += chunk));
  const startedAt = performance.now();
  while (performance.now() - startedAt < 15_000) {
    if (server.exitCode !== null || server.signalCode !== null) break;
    if (await greets(port, silent)) return;
    await sleep(30);
  }
  throw new Error(`${server.spawnargs.join(" ")} does not serve: ${output.slice(-2000)}`);
}

function greets(port: number, silent: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
    socket.once("connect", () => silent && end(true));
    // QUIT, and the server's own end, so that this visit does not count among its clients any more.
    socket.once("data", () => socket.write("QUIT\r\n"));
    socket.on("data", (chunk) => String(chunk).startsWith("221") && socket.once("end", () => end(true)));
  });
}
