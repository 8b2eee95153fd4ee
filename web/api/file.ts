import { ApiError, refusal, remove, streamAddress } from "./client.ts";

/** Where a file of the device tree is fetched from. */
export const fileAddress = (path: string): string => streamAddress(`/files?path=${encodeURIComponent(path)}`);

/** Raises `ApiError`. */
export const removeFile = (path: string): Promise<unknown> => remove(`/files?path=${encodeURIComponent(path)}`);

/** The beginning of a file. */
export interface Beginning {
  readonly bytes: Uint8Array;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
}

/** At most so many bytes of a file: the rest is not waited for. Raises `ApiError`. */
export async function beginningOf(path: string, maxBytes: number, signal: AbortSignal): Promise<Beginning> {
  const response = await fetch(fileAddress(path), { headers: { "X-Relais": "1" }, signal });
  if (!response.ok || response.body === null) throw refusal(response.status, await response.text());
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length <= maxBytes) {
    const { done, value } = await reader.read();
    if (done) return { bytes: whole(parts, length), isWhole: true };
    parts.push(value);
    length += value.length;
  }
  await reader.cancel();
  return { bytes: whole(parts, length).subarray(0, maxBytes), isWhole: false };
}

/**
 * Puts a file into the device tree, and tells how much of it is there. Only this old call tells that. Raises `ApiError`.
 */
export function upload(path: string, file: File, advance: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", fileAddress(path));
    request.setRequestHeader("X-Relais", "1");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", ({ loaded }) => advance(loaded));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(refusal(request.status, request.responseText));
    });
    request.addEventListener("error", () => reject(new ApiError("unreachable", 0, "the controller does not answer")));
    request.addEventListener("abort", () => reject(new ApiError("stopped", 0, "stopped")));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function whole(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
