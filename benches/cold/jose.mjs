import { decodeJwt } from "jose";

console.log(decodeJwt(process.env.ROLECALL_JWT).aud === "sts.amazonaws.com");
