import { report } from "./report.mjs";
import { decodeJwt } from "jose";

report(decodeJwt(process.env.ROLECALL_JWT).aud === "sts.amazonaws.com");
