import {it,beforeAll} from "vitest"; import {readFileSync} from "node:fs"; import {gunzipSync} from "node:zlib";
import {Rng} from "../core/rng"; import {parseValues} from "../core/hyperparameters"; import {startBackend} from "../nn/testing";
import {nmf as nmfMethod} from "./nmf"; import {gmm} from "./gmm"; import {kmeansMethod} from "./kmeans"; 
import {accuracy} from "../metrics/accuracy"; import {contingencyOf} from "../metrics/contingency"; import {nmi} from "../metrics/nmi";
beforeAll(async()=>{console.log(JSON.stringify(await startBackend("wasm")))});
const idx=(f:string,skip:number)=>gunzipSync(readFileSync("../shared/data/"+f)).subarray(skip);
const P=["train","test"];
const b=Buffer.concat(P.map(p=>idx(`usps/usps-${p}-images-idx3-ubyte.gz`,16))), y=Int32Array.from(Buffer.concat(P.map(p=>idx(`usps/usps-${p}-labels-idx1-ubyte.gz`,8))));
const images={shape:{count:y.length,height:16,width:16,channels:1},pixels:Float32Array.from(b,v=>v/255),paths:[],truth:null};
const runs:[string,any,Record<string,unknown>][]=[["kmeans",kmeansMethod,{}],["pca",gmm,{reduce:"pca",dimensions:32,covariance:"full",restarts:3}],["nmf",nmfMethod,{}],["nmf",nmfMethod,{graph:"binary",init:"random",restarts:3}],...["diag","spherical","tied","full"].flatMap(c=>[1].map(()=>[c,gmm,{covariance:c}] as [string,any,any]))];
it("usps",async()=>{ let seed=0;
 for(const [name,m,v] of runs){ if(process.env.ONLY&&!process.env.ONLY.split(",").includes(name))continue; seed++;
  const values=parseValues(m.hyperparameters,v); const t=performance.now(),c=process.cpuUsage().user; let longest=0,last=performance.now(),peak=0;
  const tr=m.train({images,codes:null,clusters:10,rng:Rng.fromSeed(seed),signal:new AbortController().signal,resumeFrom:undefined,settings:()=>values});
  let facts:any; const at:number[]=[]; let e=0;
  for(;;){const s=await tr.next(); longest=Math.max(longest,performance.now()-last); await new Promise(r=>setImmediate(r)); last=performance.now(); e++; if(e%50===0)peak=Math.max(peak,process.memoryUsage().rss); if(s.done){
   const l=s.value.labels; console.log(name,JSON.stringify(v),"ACC",accuracy.compute(contingencyOf(l,y) as never).toFixed(4),"NMI",nmi.compute(contingencyOf(l,y) as never).toFixed(4),JSON.stringify(facts),"wall",((performance.now()-t)/1000).toFixed(1),"cpu",((process.cpuUsage().user-c)/1e6).toFixed(1),"longest",longest.toFixed(0),"rssMB",(peak/1e6).toFixed(0)); break;}
   if(s.value.kind==="epoch"){facts=s.value.facts;} }
 }
},900000);
