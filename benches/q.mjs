import { Engine } from "./engine.mjs"; import { pair } from "./pair.mjs"; import { ROWS } from "./rows.mjs";
const want=process.argv[2].split(",").map(Number);
for (const i of want){ const row=ROWS[i]; const sides=[row.ours,row.theirs].map(({engine,work,native})=>({engine:Engine.start(engine,native?{native:process.env.ROLECALL_NATIVE}:{}),work}));
 const {ratio,ours,theirs}=await pair(...sides,{rounds:9,milliseconds:40,policies:row.options?.policies&&200}); for(const {engine} of sides) engine.stop();
 console.log(i,row.what.slice(0,40),"|",row.against.slice(0,30),ratio.median.toFixed(2),`(${ratio.low.toFixed(2)}-${ratio.high.toFixed(2)})`,"bar",row.bar?.toFixed(2),(ours.median/1e3).toFixed(2),(theirs.median/1e3).toFixed(2)); }
