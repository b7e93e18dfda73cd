-- AlterTable
ALTER TABLE "Event" ADD COLUMN "code" TEXT;
ALTER TABLE "Event" ADD COLUMN "codeArguments" TEXT;
