import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import process from "node:process";
import { fileURLToPath } from "node:url";
import closeWithGrace from "close-with-grace";
import { type Logger, pino } from "pino";
import type { RunOptions } from "./cli/program.ts";
import { ConfigRefused } from "./config/configuration.ts";
import { writeDemonstration } from "./config/demo.ts";
import { faultLine } from "./config/fault-line.ts";
import { DatabaseInUse } from "./database/database.ts";
import { type Device, startDevice } from "./device.ts";
import type { TlsFiles } from "./faces/http/server.ts";
import { keepHeapSmall } from "./frugal-memory.ts";
import { LogLines } from "./log-lines.ts";
import { type Places, placesIn } from "./places.ts";
import { createTexts, type Texts } from "./texts.ts";

/** Where the demonstration's server listens, unless that port is taken. */
const DEMO_FTP_PORT = 2121;
/** A clean stop ends within this time; then the process leaves all the same. */
const STOP_MS = 5_000;
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const PAGES = fileURLToPath(new URL("../dist/web", import.meta.url));

/** `relais run`: the controller in this process, until a signal. Answers the exit code when it cannot start. */
export async function run(options: RunOptions, version: string): Promise<number> {
  keepHeapSmall();
  const { env } = process;
  const texts = createTexts(options.language);
  const places = placesIn(options.data);
  // Standard output belongs to the lines that people and scripts wait for.
  const logLines = new LogLines();
  const level = env.RELAIS_LOG ?? "warn";
  const log = pino(
    { level },
    pino.multistream([
      { level, stream: pino.destination({ fd: 2, sync: true }) },
      { level, stream: logLines },
    ] as pino.StreamEntry[]),
  );
  try {
    if (options.demo ?? isNew(places)) await writeDemonstrationOnce(places);
    const { host, port, names, language } = options;
    const tls = tlsOf(options);
    const device = await startDevice({
      places,
      host,
      port,
      names,
      ...(tls === undefined ? {} : { tls }),
      environment: env,
      language,
      pages: PAGES,
      version,
      log,
      logLines,
    });
    stopOnSignal(device, log);
    if (tls === undefined && !isLoopback(host)) process.stderr.write(`${texts("run.inClear", { host })}\n`);
    greet(device, texts);
    return 0;
  } catch (error) {
    process.stderr.write(`${reasonOf(error, options, places, texts)}\n`);
    return 1;
  }
}

/** Raises `IncompleteTls` when only one of the two is given. */
function tlsOf({ tlsCertificate, tlsKey }: RunOptions): TlsFiles | undefined {
  if (!tlsCertificate && !tlsKey) return undefined;
  if (!tlsCertificate || !tlsKey) throw new IncompleteTls();
  return { cert: readFileSync(tlsCertificate), key: readFileSync(tlsKey) };
}

class IncompleteTls extends Error {}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** Stops once, however often it is told to: a Ctrl-C comes from the terminal, and again from npm. */
function stopOnSignal(device: Device, log: Logger): void {
  const { close } = closeWithGrace({ delay: STOP_MS, logger: false, skip: [...STOP_SIGNALS] }, async ({ err }) => {
    if (err !== undefined) log.fatal({ err }, "a bug: the controller stops");
    await device.stop();
  });
  let stopping = false;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (!stopping) close();
      stopping = true;
    });
  }
}

function greet({ url, firstPassword }: Device, texts: Texts): void {
  if (firstPassword !== undefined) {
    process.stdout.write(`${texts("run.firstLogin", { url, user: "admin", password: firstPassword })}\n`);
  }
  process.stdout.write(`ready ${url}\n`);
}

function isNew(places: Places): boolean {
  return !existsSync(places.config) && !existsSync(places.journal);
}

async function writeDemonstrationOnce(places: Places): Promise<void> {
  if (existsSync(places.config)) return;
  await writeDemonstration(places, { ftpPort: await freePort(DEMO_FTP_PORT) });
}

/** The wanted port of loopback, or any other when it is taken. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" && wanted !== 0) resolve(freePort(0));
      else reject(error);
    });
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : wanted;
      server.close(() => resolve(port));
    });
  });
}

/** Why the controller cannot start, in the user's words where it is the user's to mend. */
function reasonOf(error: unknown, { host, port }: RunOptions, places: Places, texts: Texts): string {
  if (error instanceof ConfigRefused) {
    return error.faults.map((fault) => faultLine(places.config, fault, texts)).join("\n");
  }
  if (error instanceof IncompleteTls) return texts("run.tlsIncomplete");
  if (error instanceof DatabaseInUse) return texts("run.dataInUse", { data: places.data });
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return texts("run.portTaken", { host, port });
  if (code === "EADDRNOTAVAIL" || syscall === "getaddrinfo") return texts("run.hostUnusable", { host });
  if (code?.startsWith("ERR_OSSL") || code?.startsWith("ERR_TLS")) return texts("run.tlsUnusable", { message });
  if (syscall !== undefined) return texts("run.notAllowed", { message });
  return error instanceof Error ? (error.stack ?? message) : String(error);
}
