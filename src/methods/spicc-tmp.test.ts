import { testContract } from "./contract/testing";
import { spicc } from "./spicc";

testContract([spicc as never]);
