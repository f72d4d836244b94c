import { testSeeds } from './seed-tests.ts'

testSeeds(51, 100)
