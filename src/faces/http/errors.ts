import { type AccountRefusal, AccountRefused } from "../../accounts/accounts.ts";
import { ConfigRefused } from "../../config/configuration.ts";
import type { ConfigFault, Section } from "../../config/schema.ts";
import { Failure, type FailureName } from "../../errors.ts";
import { createTexts, type Texts } from "../../texts.ts";
import { WriteRefused } from "../../vars/space.ts";

/** Every refusal of the API by its code, with the HTTP status it travels with. */
const STATUS = {
  invalidRequest: 400,
  malformedJson: 400,
  idMismatch: 400,
  wrongPassword: 400,
  configurationRefused: 400,
  outputNotWritable: 400,
  wrongType: 400,
  notLoggedIn: 401,
  levelTooLow: 403,
  crossOrigin: 403,
  notFound: 404,
  unknownRoute: 404,
  unknownVariable: 404,
  alreadyExists: 409,
  inUse: 409,
  changedOnDisk: 409,
  changedMeanwhile: 409,
  bodyTooLarge: 413,
  unsupportedMediaType: 415,
  misdirected: 421,
  slowDown: 429,
  tooManyStreams: 429,
  headersTooLarge: 431,
  internal: 500,
  serverRefused: 502,
  queueFull: 503,
  notReady: 503,
} as const satisfies Record<string, number>;
export type ApiErrorCode = keyof typeof STATUS;

/** Failures of the device that a request can cause; any other is the device's own and answers 500. */
const FAILURE_STATUS: Partial<Record<FailureName, number>> = {
  localFolderMissing: 404,
  fileVanished: 404,
  localPathRefused: 400,
  localFolderReadOnly: 409,
  localDiskFull: 507,
  passwordUnusable: 400,
  journalUnavailable: 503,
};

/** Refused changes of accounts; any other is the fault of what was given and answers 400. */
const ACCOUNT_STATUS: Partial<Record<AccountRefusal, number>> = {
  unknownAccount: 404,
  lastAdministrator: 409,
  tooManyTokens: 409,
};

const FROM_FASTIFY: Readonly<Record<string, ApiErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "bodyTooLarge",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupportedMediaType",
  FST_ERR_CTP_EMPTY_JSON_BODY: "malformedJson",
  FST_ERR_CTP_INVALID_JSON_BODY: "malformedJson",
};

/** How many faults one answer names. */
const MAX_DETAILS = 100;

/** One fault of a request. `path` is a JSON pointer into the body, or names a member of the query. */
export interface Detail {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** What the text of the code in `i18n/` is completed with. */
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** Of what an FTP server did: the failure, its value of `Error`, and the reply that decided. */
  readonly failure?: FailureName;
  readonly error?: number;
  readonly reply?: string;
}

/** An answer other than the one asked for. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: readonly Detail[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ApiErrorCode | FailureName | AccountRefusal,
    message: string,
    more: { details?: readonly Detail[]; retryAfterSeconds?: number; status?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "ApiError";
    this.code = code;
    this.status = more.status ?? (code in STATUS ? STATUS[code as ApiErrorCode] : 500);
    this.details = (more.details ?? []).slice(0, MAX_DETAILS);
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  toJSON(): unknown {
    return { error: { code: this.code, message: this.message, details: this.details } };
  }
}

/** Whatever a route raised, as an answer. What is not expected says nothing of its inside. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof WriteRefused) return new ApiError(thrown.refusal, thrown.message);
  if (thrown instanceof ConfigRefused) return fromConfiguration(thrown.faults);
  if (thrown instanceof Failure) return fromFailure(thrown);
  if (thrown instanceof AccountRefused) return fromAccounts(thrown.refusal);
  return fromFastify(thrown as FastifyThrown);
}

const CONFLICTS: readonly string[] = ["notFound", "alreadyExists", "inUse", "changedOnDisk", "changedMeanwhile"];

function fromConfiguration(faults: readonly ConfigFault[]): ApiError {
  const first = faults.find((fault) => fault.severity === "error");
  const code = CONFLICTS.includes(first?.code ?? "") ? (first?.code as ApiErrorCode) : "configurationRefused";
  const details = faults.map(({ path, code, message, parameters }) => ({ path, code, message, parameters }));
  return new ApiError(code, first?.message ?? "the configuration was refused", { details });
}

/** The faults of a change of one item, with paths from that item on: `/port` for `/connections/3/port`. */
export function relativeTo(section: Section, refused: ConfigRefused): ConfigRefused {
  const own = new RegExp(`^/${section}/\\d+`);
  return new ConfigRefused(refused.faults.map((fault) => ({ ...fault, path: fault.path.replace(own, "") })));
}

let english: Texts | undefined;

function fromFailure({ failure, subject }: Failure): ApiError {
  english ??= createTexts("en");
  const message = (subject ? `${subject}: ` : "") + english(`failure.${failure}`);
  return new ApiError(failure, message, { status: FAILURE_STATUS[failure] ?? 500 });
}

/** What went wrong between the controller and an FTP server, as an answer of its own. */
export function serverRefused(failure: Failure): ApiError {
  const { message } = fromFailure(failure);
  const reply = failure.reply === undefined ? {} : { reply: failure.reply };
  const detail = { path: "", code: failure.failure, message, failure: failure.failure, error: failure.error, ...reply };
  return new ApiError("serverRefused", message, { details: [detail], cause: failure });
}

function fromAccounts(refusal: AccountRefusal): ApiError {
  english ??= createTexts("en");
  const message = english(`account.refused.${refusal}`);
  const member = /^(name|password)/.exec(refusal)?.[1];
  const details = member === undefined ? [] : [{ path: `/${member}`, code: refusal, message }];
  return new ApiError(refusal, message, { status: ACCOUNT_STATUS[refusal] ?? 400, details });
}

/** Parts of a request, as fastify names them and as people do. */
const PARTS = { body: "body", querystring: "query", params: "address", headers: "head" } as const;

interface FastifyThrown {
  readonly code?: string;
  readonly statusCode?: number;
  readonly message?: string;
  readonly validation?: readonly Fault[];
  readonly validationContext?: keyof typeof PARTS;
}

/** As ajv gives it. */
interface Fault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

function fromFastify(thrown: FastifyThrown): ApiError {
  const { code = "", statusCode = 500, message = "", validation, validationContext = "body" } = thrown;
  if (validation !== undefined) {
    return new ApiError("invalidRequest", `the ${PARTS[validationContext]} is not as described`, {
      details: validation.map(detailOf),
    });
  }
  if (statusCode >= 500) return new ApiError("internal", "an internal error; the log has more", { cause: thrown });
  const known = FROM_FASTIFY[code];
  if (known === "unsupportedMediaType") {
    return new ApiError(known, "a body is JSON here, with the header Content-Type: application/json");
  }
  return new ApiError(known ?? "invalidRequest", message, { status: statusCode });
}

function detailOf({ keyword, instancePath, params, message = "" }: Fault): Detail {
  const member = params.missingProperty ?? params.additionalProperty;
  const path = typeof member === "string" ? `${instancePath}/${member}` : instancePath;
  return { path, code: keyword, message };
}
