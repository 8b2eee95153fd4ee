import { randomInt } from "node:crypto";
import type { AccountRefusal } from "./accounts.ts";

const MIN_LENGTH = 12;
const MAX_LENGTH = 128;
const MIN_DIFFERENT = 5;

/** Those of 12 characters and more in the usual lists of leaked passwords, without their letter case. */
const COMMON = new Set([
  ..."123456789012 1234567890123 12345678901234 123456789abc 123456789123 123456123456 123456654321".split(" "),
  ..."123qweasdzxc 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc q1w2e3r4t5y6 qazwsxedcrfv zaq12wsxcde3".split(" "),
  ..."qwertyuiop12 qwertyuiop123 qwertyuiop[] qwerty123456 qwerty1234567 qwertyqwerty asdfghjkl123".split(" "),
  ..."azertyuiop12 azertyuiop123 azerty123456 azertyazerty йцукенгшщзхъ abcdefghijkl abcdefghijklm".split(" "),
  ..."password1234 password12345 password123456 passwordpassword mypassword123 passw0rd1234".split(" "),
  ..."motdepasse12 motdepasse123 motdepasse1234 monmotdepasse changezmoi123 bienvenue123".split(" "),
  ..."administrator administrator1 administrateur adminadmin12 admin1234567 admin12345678 adminadminadmin".split(" "),
  ..."changeme1234 changemechangeme welcome12345 welcome123456 letmein12345 letmeinplease trustno1trustno1".split(" "),
  ..."iloveyou1234 iloveyou12345 unbelievable manchesterunited liverpoolfc1 christopher1 alexander123".split(" "),
]);

/** Length and guessability only: rules on composition make passwords worse. */
export function passwordRefusal(password: string): AccountRefusal | undefined {
  const characters = Array.from(password.normalize("NFC"));
  if (characters.length < MIN_LENGTH) return "passwordTooShort";
  if (characters.length > MAX_LENGTH) return "passwordTooLong";
  const isCommon = COMMON.has(password.toLowerCase()) || new Set(characters).size < MIN_DIFFERENT;
  return isCommon ? "passwordCommon" : undefined;
}

/** Without letters and digits that look alike. */
const READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

/** 79 bits, easy to read from a screen and type: `k7mq-x3vd-9hrt-w2pz`. */
export function randomPassword(): string {
  const group = () => Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join("");
  return [group(), group(), group(), group()].join("-");
}
