import { buffer } from "node:stream/consumers";
import type { Act, ScriptedCall } from "./scripted-session.ts";

/** What a well-behaved little server does. */
export const USUAL: Readonly<Record<string, Act>> = {
  USER: (call) => call.say("331 Password?"),
  PASS: (call) => call.say("230 Welcome"),
  AUTH: (call) => {
    if (!call.server.script.tls) return call.say("502 No TLS");
    call.say("234 Go ahead");
    setImmediate(() => call.session.secure());
  },
  PBSZ: (call) => call.say("200 OK"),
  PROT: (call) => {
    call.session.protect = call.argument === "P";
    call.say("200 OK");
  },
  FEAT: (call) => {
    const features = call.server.script.features ?? [
      "SIZE",
      "MDTM",
      "MLST type*;size*;modify*;",
      "UTF8",
      "EPRT",
      "EPSV",
    ];
    call.say(["211-Features", ...features.map((feature) => ` ${feature}`), "211 End"].join("\n"));
  },
  OPTS: (call) => call.say("200 OK"),
  TYPE: (call) => call.say("200 Binary"),
  NOOP: (call) => call.say("200 Still here"),
  PWD: (call) => call.say(`257 "${call.session.folder}"`),
  CWD: (call) => {
    if (!call.server.folders.has(call.path)) return call.say("550 No such folder");
    call.session.folder = call.path;
    call.say("250 OK");
  },
  MKD: (call) => {
    const above = call.path.replace(/\/[^/]*$/, "") || "/";
    if (call.server.folders.has(call.path) || !call.server.folders.has(above)) return call.say("550 Not made");
    call.server.folders.add(call.path);
    call.say(`257 "${call.path}" made`);
  },
  RMD: (call) => {
    const within = [...call.server.folders, ...call.server.files.keys()].some((path) =>
      path.startsWith(`${call.path}/`),
    );
    const removed = !within && call.server.folders.delete(call.path);
    call.say(removed ? "250 Removed" : "550 Not removed");
  },
  EPSV: async (call) => call.say(`229 Entering extended passive mode (|||${await call.listen()}|)`),
  PASV: async (call) => {
    const port = await call.listen();
    call.say(`227 Entering passive mode (127,0,0,1,${port >> 8},${port & 255})`);
  },
  EPRT: (call) => {
    call.call(Number(call.argument.split("|")[3]));
    call.say("200 OK");
  },
  PORT: (call) => {
    const [high = 0, low = 0] = call.argument.split(",").slice(4).map(Number);
    call.call(high * 256 + low);
    call.say("200 OK");
  },
  STOR: async (call) => {
    call.say("150 Send it");
    try {
      call.server.files.set(call.path, await buffer(await call.session.open()));
      call.say("226 Stored");
    } catch {
      call.say("426 Broken");
    }
  },
  RETR: (call) => {
    const content = call.server.files.get(call.path);
    return content ? call.send(content) : call.say("550 No such file");
  },
  MLSD: (call) =>
    call.send(
      entries(call)
        .map(([name, size]) => `type=file;size=${size}; ${name}\r\n`)
        .join(""),
    ),
  LIST: (call) =>
    call.send(
      entries(call)
        .map(([name, size]) => `-rw-r--r-- 1 a a ${size} Jan  1 12:00 ${name}\r\n`)
        .join(""),
    ),
  SIZE: (call) => {
    const content = call.server.files.get(call.path);
    call.say(content ? `213 ${content.length}` : "550 No such file");
  },
  MDTM: (call) => call.say(call.server.files.has(call.path) ? "213 20261103120000" : "550 No such file"),
  RNFR: (call) => {
    call.session.from = call.path;
    call.say(call.server.files.has(call.path) ? "350 To what?" : "550 No such file");
  },
  RNTO: (call) => {
    const content = call.server.files.get(call.session.from);
    if (!content) return call.say("503 RNFR first");
    call.server.files.delete(call.session.from);
    call.server.files.set(call.path, content);
    call.say("250 Renamed");
  },
  DELE: (call) => call.say(call.server.files.delete(call.path) ? "250 Deleted" : "550 No such file"),
  ABOR: (call) => call.say("226 Nothing to abort"),
  QUIT: (call) => {
    call.say("221 Goodbye");
  },
};

function entries(call: ScriptedCall): readonly (readonly [string, number])[] {
  const prefix = call.session.folder === "/" ? "/" : `${call.session.folder}/`;
  return [...call.server.files]
    .filter(([path]) => path.startsWith(prefix) && !path.slice(prefix.length).includes("/"))
    .map(([path, content]) => [path.slice(prefix.length), content.length] as const);
}
