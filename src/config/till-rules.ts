import { parseDevicePath } from "../files/names.ts";
import { builtInProfiles } from "../resources/kinds.ts";
import { below, fault } from "./faults.ts";
import type { ConfigFault } from "./schema.ts";

type Members = Readonly<Record<string, unknown>>;

/** What the schemas of the till's exchange cannot say: paths, what goes with a pattern, a Set where one is needed. */
export function tillFaults(
  path: string,
  resource: Members,
  profiles: readonly { readonly members: Members }[],
): ConfigFault[] {
  if (resource.kind !== "ftp-catalog" && resource.kind !== "ftp-report") return [];
  return [
    ...["localFile", "loadFlag", "unloadFlag"].flatMap((member) => fileFault(below(path, member), resource[member])),
    ...sameFaults(path, resource),
    ...patternFaults(path, resource),
    ...profileFaults(below(path, "profile"), resource.profile, profiles),
    ...(resource.producer === "set" && resource.set === undefined ? [fault("reportSet", below(path, "set"))] : []),
  ];
}

/** Markers and marks that a profile speaks of, and dates that can be read. */
export function profileRuleFaults(path: string, profile: Members): ConfigFault[] {
  const { catalog, report, request } = profile as Readonly<Record<string, Members | undefined>>;
  const faults: ConfigFault[] = [];
  const marker = (part: string, members: Members | undefined, name: string, needed: boolean) => {
    const text = members?.[name];
    if (typeof text !== "string" || (text === "" ? !needed : /\{(name|stem)\}/.test(text))) return;
    faults.push(fault("profileMarker", below(below(path, part), name)));
  };
  marker("catalog", catalog, "marker", catalog?.ready !== "quiet" && catalog?.ready !== undefined);
  marker("report", report, "marker", report?.ready === "marker-present");
  marker("report", report, "remoteMarker", false);
  if (catalog?.taken === "marked" && catalog.mark === undefined)
    faults.push(fault("profileMark", below(below(path, "catalog"), "mark")));
  if (report?.collected === "marked" && report.mark === undefined)
    faults.push(fault("profileMark", below(below(path, "report"), "mark")));
  if (typeof request?.dates === "string" && !hasTwoDates(request.dates))
    faults.push(fault("profileDates", below(below(path, "request"), "dates")));
  return faults;
}

function hasTwoDates(form: string): boolean {
  const fields = form.match(/dd|MM|yyyy/g) ?? [];
  return fields.length === 6 && [0, 3].every((at) => new Set(fields.slice(at, at + 3)).size === 3);
}

/** A file inside a mount: names with `{name}` and `{stem}` are as good as others. */
function fileFault(path: string, value: unknown): ConfigFault[] {
  if (typeof value !== "string" || value === "") return [];
  try {
    if (parseDevicePath(value).names.length > 0) return [];
  } catch {
    // It is told below.
  }
  return [fault("devicePathForm", path)];
}

function sameFaults(path: string, { localFile, loadFlag, unloadFlag, remoteFile, remoteFlag }: Members): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const given = (value: unknown) => typeof value === "string" && value !== "";
  if (given(loadFlag) && loadFlag === localFile) faults.push(fault("samePath", below(path, "loadFlag")));
  if (given(unloadFlag) && unloadFlag === localFile) faults.push(fault("samePath", below(path, "unloadFlag")));
  if (given(remoteFlag) && remoteFlag === remoteFile) faults.push(fault("samePath", below(path, "remoteFlag")));
  return faults;
}

/** `*` stands for many files, which must not all have one local name. */
function patternFaults(path: string, { kind, remoteFile, localFile, loadFlag, autoLoad }: Members): ConfigFault[] {
  if (typeof remoteFile !== "string" || !remoteFile.includes("*")) return [];
  const last = remoteFile.slice(remoteFile.lastIndexOf("/") + 1);
  if (kind !== "ftp-catalog" || !last.includes("*") || remoteFile.slice(0, -last.length).includes("*"))
    return [fault("remotePattern", below(path, "remoteFile"))];
  const named = (value: unknown) => typeof value !== "string" || value === "" || /\{(name|stem)\}[^/]*$/.test(value);
  const locals = autoLoad === false ? { localFile } : { localFile, loadFlag };
  return Object.entries(locals)
    .filter(([, value]) => !named(value))
    .map(([member]) => fault("patternLocal", below(path, member)));
}

function profileFaults(path: string, name: unknown, profiles: readonly { readonly members: Members }[]): ConfigFault[] {
  const known = [...builtInProfiles(), ...profiles.map(({ members }) => members)];
  const missing = typeof name === "string" && !known.some((profile) => profile.name === name);
  return missing ? [fault("profileMissing", path, { name })] : [];
}
