import { createTexts, type Texts } from "../texts.ts";
import type { ConfigFault } from "./schema.ts";

/**
 * Everything that can be wrong with a configuration, and whether it refuses it. A new fault starts as a line here; its
 * text is `fault.<code>` in `i18n/`. No parameter ever holds a value of the configuration that could be a secret.
 */
export const FAULTS = {
  // the text
  tooLarge: "error",
  notUtf8: "error",
  yamlSyntax: "error",
  yamlTab: "error",
  yamlIndent: "error",
  yamlMissing: "error",
  yamlDocuments: "error",
  yamlDepth: "error",
  yamlAlias: "error",
  duplicateKey: "error",
  // its form
  unknownMember: "error",
  missingMember: "error",
  unknownKind: "error",
  textExpected: "error",
  booleanExpected: "error",
  integerExpected: "error",
  numberExpected: "error",
  listExpected: "error",
  objectExpected: "error",
  notAllowed: "error",
  wrongForm: "error",
  tooShort: "error",
  tooLong: "error",
  tooSmall: "error",
  tooBig: "error",
  tooFew: "error",
  tooMany: "error",
  // its meaning
  duplicate: "error",
  controlCharacter: "error",
  addressForm: "error",
  portsReversed: "error",
  limitsReversed: "error",
  pointSources: "error",
  pointConstant: "error",
  pointTextSignal: "error",
  pointAnalogLimits: "error",
  devicePathForm: "error",
  storePathForm: "error",
  folderTarget: "error",
  folderReserved: "error",
  inputUnknown: "error",
  digitalInputExpected: "error",
  linkVariableExpected: "error",
  linkOperatorExpected: "error",
  linkNumberExpected: "error",
  linkOperandExpected: "error",
  linkQuoteExpected: "error",
  linkEndExpected: "error",
  linkSourceUnknown: "error",
  linkTypes: "error",
  linkOperand: "error",
  linkLoop: "error",
  cronSyntax: "error",
  cronNever: "error",
  timeZoneUnknown: "error",
  fileNameToken: "error",
  pointDriven: "error",
  profileMissing: "error",
  profileMarker: "error",
  profileMark: "error",
  profileDates: "error",
  reportSet: "error",
  remotePattern: "error",
  patternLocal: "error",
  samePath: "error",
  linkSourceMissing: "warning",
  fixedMember: "error",
  autoStart: "warning",
  connectionMissing: "warning",
  setMissing: "warning",
  variableUnset: "warning",
  // a change
  notFound: "error",
  alreadyExists: "error",
  inUse: "error",
  changedOnDisk: "error",
  changedMeanwhile: "error",
} as const satisfies Record<string, ConfigFault["severity"]>;

export type FaultCode = keyof typeof FAULTS;

let english: Texts | undefined;

/** A fault without a line: who reads a file adds it. */
export function fault(code: FaultCode, path: string, parameters: ConfigFault["parameters"] = {}): ConfigFault {
  english ??= createTexts("en");
  return {
    code,
    path,
    line: undefined,
    parameters,
    message: english(`fault.${code}`, parameters),
    severity: FAULTS[code],
  };
}

export function isError(fault: ConfigFault): boolean {
  return fault.severity === "error";
}

/** A JSON pointer (RFC 6901) one step further down. */
export function below(path: string, step: string | number): string {
  return `${path}/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
