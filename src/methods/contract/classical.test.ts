import { methods } from "../registry";
import { testContract } from "./testing";

testContract(methods.filter(({ family }) => family === "classical"));
