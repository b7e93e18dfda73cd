-- AlterTable
ALTER TABLE "TlsConfiguration" ADD COLUMN "crlFile" TEXT NOT NULL DEFAULT '';
