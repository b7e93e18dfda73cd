-- CreateTable
CREATE TABLE "SampleMinute" (
    "mirrorGuid" TEXT NOT NULL,
    "minute" INTEGER NOT NULL,
    "packed" BLOB NOT NULL,

    PRIMARY KEY ("mirrorGuid", "minute")
);
