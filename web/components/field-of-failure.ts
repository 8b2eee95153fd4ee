/** The field to look at first after a failure, and whether the connection or the resource has it. */
export interface FailureField {
  readonly of: "connection" | "resource";
  readonly field: string;
}

const connection = (field: string): FailureField => ({ of: "connection", field });
const resource = (field: string): FailureField => ({ of: "resource", field });

/** By the failure's name. One that no setting can mend is not here: a server that is down, a full disk. */
const FIELDS: Readonly<Record<string, FailureField>> = {
  addressUnusable: connection("address"),
  addressForbidden: connection("address"),
  nameNotFound: connection("address"),
  nameLookupTimeout: connection("address"),
  hostUnreachable: connection("address"),
  connectTimeout: connection("address"),
  connectionRefused: connection("port"),
  greetingTimeout: connection("port"),
  greetingBroken: connection("port"),
  notFtp: connection("port"),
  connectionDisabled: connection("valid"),
  tlsFailed: connection("security"),
  protectionRefused: connection("security"),
  tlsDemanded: connection("security"),
  certificateRejected: connection("certificateAuthority"),
  tooManyUsers: connection("sessions"),
  passiveReplyRefused: connection("passiveAddress"),
  remoteNameRefused: connection("encoding"),
  connectionMissing: resource("connection"),
  loginRejected: resource("user"),
  userMissing: resource("user"),
  passwordUnusable: resource("password"),
  dataConnectionRefused: resource("passive"),
  replyTimeout: resource("replyDelay"),
  transferStalled: resource("replyDelay"),
  remoteRefused: resource("remoteFolder"),
  renameRefused: resource("rename"),
  localFolderMissing: resource("folder"),
  localPathRefused: resource("folder"),
  localFolderReadOnly: resource("folder"),
  setMissing: resource("set"),
  elementUnreadable: resource("set"),
};

export function fieldOfFailure(failure: string): FailureField | undefined {
  return Object.hasOwn(FIELDS, failure) ? FIELDS[failure] : undefined;
}
