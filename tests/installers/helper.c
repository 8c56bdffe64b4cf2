/* What the tests need beside the installer, as a program for Windows:
     helper run COMMAND...         run it, wait, and print its exit status, which a shell would cut to eight bits
     helper restricted COMMAND...  the same as an account that is no administrator
     helper hold NAME              make a mutex of that name, say so, and hold it until killed
     helper await NAME             wait until a program holds a mutex of that name
     helper lock FILE              open a file so that nobody can rename or remove it, and hold it until killed */

#include <stdio.h>
#include <wchar.h>
#include <windows.h>

static int fail(const char *what) {
    printf("%s failed: %lu\n", what, GetLastError());
    return 250;
}

static int run(wchar_t *command, int restricted) {
    STARTUPINFOW start = {.cb = sizeof start};
    PROCESS_INFORMATION made;
    DWORD status;
    if (restricted) {
        HANDLE own, token;
        BYTE room[SECURITY_MAX_SID_SIZE];
        DWORD size = sizeof room;
        SID_AND_ATTRIBUTES administrators = {room, 0};
        if (!CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, room, &size)) return fail("CreateWellKnownSid");
        if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &own)) return fail("OpenProcessToken");
        if (!CreateRestrictedToken(own, 0, 1, &administrators, 0, NULL, 0, NULL, &token)) return fail("CreateRestrictedToken");
        if (!CreateProcessAsUserW(token, NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &start, &made))
            return fail("CreateProcessAsUserW");
    } else if (!CreateProcessW(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &start, &made)) {
        return fail("CreateProcessW");
    }
    WaitForSingleObject(made.hProcess, INFINITE);
    GetExitCodeProcess(made.hProcess, &status);
    printf("exit %lu\n", status);
    return 0;
}

static int hold(HANDLE what, const char *how) {
    if (what == NULL || what == INVALID_HANDLE_VALUE) return fail(how);
    printf("held\n");
    fflush(stdout);
    Sleep(INFINITE);
    return 0;
}

static int await(const wchar_t *name) {
    for (int tries = 0; tries < 3000; tries++, Sleep(100)) {
        HANDLE found = OpenMutexW(SYNCHRONIZE, FALSE, name);
        if (found != NULL) {
            CloseHandle(found);
            printf("found\n");
            return 0;
        }
    }
    return fail("OpenMutexW");
}

int wmain(int count, wchar_t **words) {
    wchar_t rest[32768] = L"";
    if (count < 3) return 2;
    for (int place = 2; place < count; place++) {
        /* NSIS takes what follows /D= or _?= as it is, to the end of the line, and does not know a "/S" in quotes. */
        int last = !wcsncmp(words[place], L"/D=", 3) || !wcsncmp(words[place], L"_?=", 3);
        int bare = last || !wcschr(words[place], L' ');
        wcscat(wcscat(wcscat(rest, bare ? L"" : L"\""), words[place]), bare ? L" " : L"\" ");
    }
    rest[wcslen(rest) - 1] = 0;
    if (!wcscmp(words[1], L"run")) return run(rest, 0);
    if (!wcscmp(words[1], L"restricted")) return run(rest, 1);
    if (!wcscmp(words[1], L"hold")) return hold(CreateMutexW(NULL, FALSE, words[2]), "CreateMutexW");
    if (!wcscmp(words[1], L"await")) return await(words[2]);
    if (!wcscmp(words[1], L"lock"))
        return hold(CreateFileW(words[2], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL), "CreateFileW");
    return 2;
}
