#!/usr/bin/env node
// Plain JavaScript: this file must run on any Node since 20, to find the one that the project wants.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** The oldest runtime that runs the sources as they are. */
const WANTED = [24, 17];
/** On a machine with much memory V8 lets garbage pile up to 128 MiB before it looks; a controller has no use for that. */
const FRUGAL = "--max-semi-space-size=12";
/**
 * What threads free goes back to the system (glibc's mallopt(3)). The compiler of hot code takes its room in pieces of
 * 32 KiB and frees it all, 50 MiB with a large configuration: mapped one by one they leave no heap that stays behind.
 */
const TRIMMED = { MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: "131072", MALLOC_MMAP_THRESHOLD_: "32768" };
const MAIN = new URL("../src/main.ts", import.meta.url);
/**
 * In a folder that nobody else may write: what lies there is run. A service manager gives one of its own; where it cannot
 * be written there is no cache.
 */
const COMPILED =
  process.env.CACHE_DIRECTORY ?? fileURLToPath(new URL("../node_modules/.cache/relais", import.meta.url));

if (isRecent(process.version)) {
  if (process.argv.slice(2).includes("run") && !isFrugal()) startAgainFrugal();
  // From the second start on the sources are not compiled again: that is a third of the start, and 20 MiB for good.
  module.enableCompileCache(COMPILED);
  await import(MAIN.href);
} else {
  const runtime = bundledRuntime();
  if (runtime === undefined) {
    process.stderr.write(`${explanation()}\n`);
    process.exitCode = 69;
  } else {
    runWith(runtime);
  }
}

/** @param {string} version as `process.version` */
function isRecent(version) {
  const [major = 0, minor = 0] = version.slice(1).split(".").map(Number);
  return major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1]);
}

function isFrugal() {
  return process.execArgv.includes(FRUGAL) && Object.keys(TRIMMED).every((name) => name in process.env);
}

/** Both must be said before a process begins, so this one becomes another. Where it cannot (Windows) it goes on as it is. */
function startAgainFrugal() {
  if (process.platform === "win32" || process.execve === undefined) return;
  const line = [process.execPath, FRUGAL, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, line, { ...TRIMMED, ...process.env });
}

/** The runtime that npm installed with the project, for this machine. */
function bundledRuntime() {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const file = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Runs the program in the runtime, as if it were this process: same streams, signals passed on, same end. */
function runWith(runtime) {
  const program = fileURLToPath(import.meta.url);
  const child = spawn(runtime, [FRUGAL, program, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...TRIMMED, ...process.env },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // Ctrl-C reaches both processes by itself.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => {
    process.stderr.write(`${runtime}: ${error.message}\n`);
    process.exitCode = 69;
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function explanation() {
  const texts = JSON.parse(readFileSync(new URL("../i18n/cli.json", import.meta.url), "utf8"))["cli.oldRuntime"];
  const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "";
  const text = texts[locale.slice(0, 2)] ?? texts.en;
  return text.replace("{{version}}", process.version).replace("{{wanted}}", WANTED.join("."));
}
