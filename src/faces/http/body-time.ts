import type { FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";

const BODY_MS = 15_000;

/**
 * The hook that lets a client go whose body does not come to its end in time. Node has one limit for all requests,
 * which would have to be that of the largest upload.
 */
export function limitBodyTime(clock: Clock) {
  return async ({ raw, routeOptions }: FastifyRequest): Promise<void> => {
    if (raw.complete) return;
    const cancel = clock.after(routeOptions.config.bodyTimeMs ?? BODY_MS, () => {
      if (!raw.complete) raw.destroy();
    });
    raw.once("end", cancel).once("close", cancel);
  };
}
