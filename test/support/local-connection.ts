import type { ConnectionConfig } from "../../src/connection/schema.ts";

/** A connection as the configuration has it when only its address was given. */
export const LOCAL_CONNECTION: ConnectionConfig = {
  id: "LAN01",
  label: "",
  valid: true,
  address: "127.0.0.1",
  port: 21,
  security: "none",
  verifyCertificate: true,
  sessions: 1,
  passiveAddress: "control-host",
  encoding: "utf-8",
};
