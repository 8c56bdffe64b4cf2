/* Stands in for the bcryptprimitives.dll of Windows 8 and newer, which wine 8 lacks, so that pydantic_core loads while the
   bundle is made and tried: random bytes, from where wine has them. Never shipped.

   Every process of ours loads it before libpq, which asks ntdll.dll for NtFlushBuffersFileEx and opens no file at all when
   there is none: wine 8 has none. So it answers that one question, and hands on all others. */

#include <stddef.h>
#include <windows.h>

__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *bytes, unsigned long size);

__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *bytes, size_t size) {
    return SystemFunction036(bytes, (unsigned long)size);
}

typedef struct {
    unsigned short length, room;
    const char *text;
} Name;
typedef long(__stdcall *Look)(void *module, const Name *name, unsigned long number, void **found);
typedef long(__stdcall *Flush)(void *file, void *status);
static Look look;
static Flush flush;

static long __stdcall flush_more(void *file, unsigned long how, void *words, unsigned long size, void *status) {
    (void)how, (void)words, (void)size;
    return flush(file, status);
}

static void *__stdcall find(void *module, const char *text) {
    void *found = NULL;
    if ((size_t)text >> 16 == 0) return look(module, NULL, (unsigned long)(size_t)text, &found) ? NULL : found;
    if (!lstrcmpA(text, "NtFlushBuffersFileEx")) return (void *)flush_more;
    Name name = {(unsigned short)lstrlenA(text), (unsigned short)(lstrlenA(text) + 1), text};
    if (look(module, &name, 0, &found)) {
        SetLastError(ERROR_PROC_NOT_FOUND);
        return NULL;
    }
    return found;
}

int __stdcall attach(void *own, unsigned long reason, void *unused) {
    (void)own, (void)unused;
    if (reason != DLL_PROCESS_ATTACH) return 1;
    HMODULE system = GetModuleHandleA("ntdll.dll");
    unsigned char *asked = (unsigned char *)GetProcAddress(GetModuleHandleA("kernel32.dll"), "GetProcAddress");
    look = (Look)(void *)GetProcAddress(system, "LdrGetProcedureAddress");
    flush = (Flush)(void *)GetProcAddress(system, "NtFlushBuffersFile");
    unsigned char jump[12] = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0}; /* mov rax, find; jmp rax */
    void *target = (void *)find;
    for (int place = 0; place < 8; place++) jump[2 + place] = ((unsigned char *)&target)[place];
    DWORD before;
    if (look && flush && asked && VirtualProtect(asked, sizeof jump, PAGE_EXECUTE_READWRITE, &before))
        for (unsigned place = 0; place < sizeof jump; place++) asked[place] = jump[place];
    return 1;
}
