import { testSeeds } from './seed-tests.ts'

testSeeds(101, 150)
