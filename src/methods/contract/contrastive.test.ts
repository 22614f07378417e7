import { methods } from "../registry";
import { testContract } from "./testing";

testContract(methods.filter(({ family }) => family === "contrastive").filter((_, i) => i % 2 === 0));
