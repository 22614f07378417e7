import { methods } from "../registry";
import { testContract } from "./testing";

testContract(methods.filter(({ id }) => ["scan", "swav", "simgcd"].includes(id)));
