import type { CommandTable } from "../commands.ts";
import { FACTS } from "../listing.ts";
import type { Session } from "../session.ts";

/** What the server is and can do, and how the client wants it (RFC 959 §4.1.2, RFC 2389). */
export const settingCommands: CommandTable = {
  NOOP: { needs: "nothing", run: () => "200 OK." },
  SYST: { needs: "nothing", run: () => "215 UNIX Type: L8" },
  FEAT: { needs: "nothing", run: features },
  OPTS: { needs: "nothing", run: setOption },
  HELP: { needs: "nothing", run: () => "214 FEAT tells what this server can do." },
  TYPE: { needs: "login", run: setType },
  MODE: { needs: "login", run: (_, mode) => (/^S$/i.test(mode) ? "200 Stream mode." : "504 Only stream mode.") },
  STRU: { needs: "login", run: (_, form) => (/^F$/i.test(form) ? "200 File structure." : "504 Only file structure.") },
  ALLO: { needs: "login", run: () => "202 No allocation is needed." },
};

function features(session: Session): string {
  const { tls } = session.settings;
  const lines = [
    ...(tls === undefined ? [] : ["AUTH TLS", "PBSZ", "PROT"]),
    "EPRT",
    "EPSV",
    "MDTM",
    "MFMT",
    `MLST ${FACTS.map((fact) => `${fact}${session.facts.includes(fact) ? "*" : ""};`).join("")}`,
    "REST STREAM",
    "SIZE",
    "TVFS",
    ...(session.settings.encoding === "utf-8" ? ["UTF8"] : []),
  ];
  return `211-Features:\n${lines.map((line) => ` ${line}`).join("\n")}\n211 End.`;
}

function setOption(session: Session, argument: string): string {
  const [name = "", ...values] = argument.split(" ");
  switch (name.toUpperCase()) {
    case "UTF8":
      if (session.settings.encoding !== "utf-8") return "504 Names are not UTF-8 here.";
      return /^ON$/i.test(values.join(" ")) ? "200 Names are UTF-8." : "504 Names are always UTF-8.";
    case "MLST": {
      const wanted = values.join("").toLowerCase().split(";");
      session.facts = FACTS.filter((fact) => wanted.includes(fact));
      return `200 MLST OPTS ${session.facts.map((fact) => `${fact};`).join("")}`.trimEnd();
    }
    default:
      return "501 Unknown option.";
  }
}

/** ASCII is accepted for the sake of listings; files travel unchanged in either type, as their sizes must stay true. */
function setType(_: Session, type: string): string {
  return /^(I|L ?8|A( N)?)$/i.test(type) ? "200 Type set." : "504 Only types A, I and L 8.";
}
