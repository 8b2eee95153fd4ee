import { bool, defineVars, input, integer, output, time } from "../../vars/definition.ts";

/** The inputs and outputs of the till's exchange, beside those of every transfer. */
export const pollInput = defineVars({ Poll: input(bool, "var.Poll") });

export const pollOutputs = defineVars({
  Pending: output(integer(), "var.Pending"),
  NextPoll: output(time, "var.NextPoll"),
});
