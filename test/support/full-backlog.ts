import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";

const LISTENER = `
  const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    require("node:fs").writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // never accepts
  });`;

/** A port of loopback where connection attempts get no answer at all, as from a host that a firewall hides. */
export async function fullBacklog(): Promise<{ readonly port: number } & Disposable> {
  const listener = spawn(process.execPath, ["--eval", LISTENER], { stdio: ["ignore", "pipe", "inherit"] });
  const [output] = await once(listener.stdout, "data");
  const port = Number(output);
  const sockets = Array.from({ length: 4 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await new Promise((resolve) => setTimeout(resolve, 100));
  return {
    port,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      listener.kill("SIGKILL");
    },
  };
}
