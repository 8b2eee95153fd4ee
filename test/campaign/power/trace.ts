/** What a process did to files and sockets, in the order in which the calls returned, read from `strace -f -xx -y`. */
export type Op =
  | { readonly op: "create"; readonly path: string }
  | { readonly op: "write"; readonly path: string; readonly at: number | undefined; readonly data: Buffer }
  | { readonly op: "truncate"; readonly path: string; readonly size: number }
  | { readonly op: "rename"; readonly path: string; readonly to: string }
  | { readonly op: "unlink"; readonly path: string }
  | { readonly op: "sync"; readonly path: string }
  /** Words on a socket. */
  | { readonly op: "say"; readonly text: string };

/** The calls that `traceOps` understands, for `strace -e trace=`. */
export const TRACED =
  "openat,write,pwrite64,writev,pwritev,sendto,sendmsg,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate";

/** Raises an error at a call that changes files in a way it does not understand: a recording must be whole. */
export function traceOps(trace: string): Op[] {
  const ops: Op[] = [];
  const begun = new Map<string, string>();
  /** Where descriptors lead, for paths through `/proc/self/fd`. */
  const opened = new Map<string, string>();
  for (const line of trace.split("\n")) {
    const [, pid = "", rest = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest === "" || rest.startsWith("+++") || rest.endsWith(" <detached ...>")) continue;
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    if (unfinished !== null) begun.set(pid, unfinished[1] ?? "");
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const call = resumed === null ? rest : `${begun.get(pid) ?? ""}${resumed[1]}`;
    if (unfinished === null) ops.push(...opsOf(call, opened));
  }
  return ops;
}

function opsOf(call: string, opened: Map<string, string>): Op[] {
  const [, name, args = "", result = ""] = /^(\w+)\((.*)\) += (.*)$/.exec(call) ?? [];
  if (name === undefined) throw new Error(`the recording has a line that nobody understands: ${call.slice(0, 200)}`);
  if (result.startsWith("-1")) return [];
  const strings = () => [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = ""]) => bytes(hex).toString());
  const [, descriptor = "", shown = ""] = /^(\d+)<([^>]*)>/.exec(args) ?? [];
  const path = bytes(shown).toString();
  const real = (text: string) =>
    text.replace(/^\/proc\/self\/fd\/(\d+)/, (whole, number: string) => opened.get(number) ?? whole);
  switch (name) {
    case "openat": {
      const [, number = "", at = ""] = /^(\d+)<([^>]*)>/.exec(result) ?? [];
      const target = bytes(at).toString();
      opened.set(number, target);
      const flags = args.slice(args.lastIndexOf('"') + 1);
      if (!flags.includes("O_CREAT") && !flags.includes("O_TRUNC")) return [];
      return [{ op: "create", path: target }, ...(flags.includes("O_TRUNC") ? [cut(target, 0)] : [])];
    }
    case "write":
    case "writev":
    case "sendto":
    case "sendmsg":
    case "pwrite64":
    case "pwritev": {
      const data = Buffer.concat(
        [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?/g)].map(([, hex = "", cutOff]) => {
          if (cutOff !== undefined) throw new Error(`the recording was cut off: ${call.slice(0, 200)}`);
          return bytes(hex);
        }),
      );
      const written = data.subarray(0, Number(result));
      if (/^(?:socket|TCP|TCPv6|UNIX)/.test(path)) return [{ op: "say", text: written.toString("latin1") }];
      if (!path.startsWith("/")) return [];
      const at = name.startsWith("p") ? Number(args.slice(args.lastIndexOf(",") + 1)) : undefined;
      return [{ op: "write", path, at, data: written }];
    }
    case "fsync":
    case "fdatasync":
      return [{ op: "sync", path }];
    case "ftruncate":
      return [cut(path, Number(args.slice(args.lastIndexOf(",") + 1)))];
    case "rename":
    case "renameat":
    case "renameat2": {
      const [from = "", to = ""] = strings();
      return [{ op: "rename", path: real(from), to: real(to) }];
    }
    case "unlink":
    case "unlinkat":
      return [{ op: "unlink", path: real(strings()[0] ?? "") }];
    default:
      throw new Error(`the recording has a call that nobody understands: ${descriptor} ${call.slice(0, 200)}`);
  }
}

const cut = (path: string, size: number): Op => ({ op: "truncate", path, size });

function bytes(hex: string): Buffer {
  return Buffer.from(hex.replaceAll("\\x", ""), "hex");
}
