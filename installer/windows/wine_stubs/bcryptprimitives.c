/* Stands in for the bcryptprimitives.dll of Windows 8 and newer, which wine 8 lacks, so that pydantic_core loads while the
   bundle is made and tried: random bytes, from where wine has them. Never shipped. */

#include <stddef.h>

__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *bytes, unsigned long size);

__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *bytes, size_t size) {
    return SystemFunction036(bytes, (unsigned long)size);
}
