import type { Connection } from "../connection/connection.ts";
import type { ConnectionConfig } from "../connection/schema.ts";
import type { Login, OnLine } from "../connection/session.ts";
import { Failure } from "../errors.ts";
import type { Parts } from "./kind.ts";

/** The parameters of a resource that concern its log-in. */
export interface AccessConfig {
  readonly id: string;
  readonly connection: string;
  readonly user: string;
  readonly password: string;
  readonly passive: boolean;
  /** Seconds. */
  readonly replyDelay: number;
}

/** Where a command connects, and as whom. */
export interface Access {
  readonly connection: Connection;
  /** As it is when the command begins: a change takes effect with the next one. */
  readonly settings: ConnectionConfig;
  readonly login: Login;
  /** Hears the dialogue of the command. */
  readonly hear: OnLine | undefined;
}

/** Checks all that can be known before any traffic: first the connection (Error 4), then the log-in (Error 8). */
export function accessOf(config: AccessConfig, parts: Parts): Access {
  const connection = parts.connections.get(config.connection);
  if (connection === undefined) throw new Failure("connectionMissing", { subject: config.connection });
  const settings = connection.config;
  if (!settings.valid) throw new Failure("connectionDisabled", { subject: config.connection });
  if (config.user === "") throw new Failure("userMissing", { subject: config.id });
  const login: Login = {
    user: config.user,
    password: parts.password(config),
    passive: config.passive,
    replyDelayMs: config.replyDelay * 1000,
  };
  return { connection, settings, login, hear: parts.dialogueOf?.(config.id) };
}
