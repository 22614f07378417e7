import { methods } from "../registry";
import { testContract } from "./testing";

testContract(methods.filter(({ family }) => family === "autoencoder").filter((_, i) => i % 2 === 1));
