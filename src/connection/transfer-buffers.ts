const BYTES = 512 * 1024;

/** Two large buffers that one session uses again and again: one at the network while the other is at the disk. */
export class TransferBuffers {
  #pair: readonly [Buffer, Buffer] | undefined;

  get pair(): readonly [Buffer, Buffer] {
    this.#pair ??= [Buffer.allocUnsafeSlow(BYTES), Buffer.allocUnsafeSlow(BYTES)];
    return this.#pair;
  }
}
