import { Type } from "typebox";
import type { Controller, LoginGiven } from "../controller.ts";
import { ApiError } from "./errors.ts";

/** How a body says as whom to log in to an FTP server. */
export const LoginMembers = {
  user: Type.Optional(Type.String({ maxLength: 128 })),
  password: Type.Optional(Type.String({ maxLength: 1024 })),
  resource: Type.Optional(
    Type.String({
      maxLength: 64,
      description: "in place of user and password: as this resource of the connection does",
    }),
  ),
};

interface Given {
  readonly user?: string;
  readonly password?: string;
  readonly resource?: string;
}

/**
 * The log-in of a body, checked. A stored password is used with the connection of its resource and no other: it must
 * not be sent to a server that somebody else chose.
 */
export function givenLogin({ configuration }: Controller, connection: string, given: Given): LoginGiven {
  const { connections, resources } = configuration.current;
  if (!connections.some(({ id }) => id === connection)) {
    throw new ApiError("notFound", `there is no connection ${connection}`);
  }
  const { user, password, resource } = given;
  if (resource === undefined) {
    if (user === undefined) throw wrong("/user", "required", "a user and a password, or a resource");
    return { user, password: password ?? "" };
  }
  if (user !== undefined || password !== undefined) {
    throw wrong("/resource", "notAllowed", "a resource in place of user and password, not beside them");
  }
  const belongs = resources.some(
    (each) => each.id === resource && "connection" in each && each.connection === connection,
  );
  if (!belongs) throw wrong("/resource", "notOfConnection", `${resource} is no resource of ${connection}`);
  return { resource };
}

function wrong(path: string, code: string, message: string): ApiError {
  return new ApiError("invalidRequest", message, { details: [{ path, code, message }] });
}
