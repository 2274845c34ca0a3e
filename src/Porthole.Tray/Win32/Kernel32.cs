using System.Runtime.InteropServices;

namespace Porthole.Tray.Win32;

/// <summary>The functions of kernel32.dll that the tray calls.</summary>
internal static partial class Kernel32
{
    private const string Library = "kernel32.dll";

    [LibraryImport(Library, EntryPoint = "GetModuleHandleW", StringMarshalling = StringMarshalling.Utf16)]
    public static partial nint GetModuleHandle(string? name);

    [LibraryImport(Library)]
    public static partial nint GlobalAlloc(uint flags, nuint bytes);

    [LibraryImport(Library)]
    public static partial nint GlobalLock(nint memory);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GlobalUnlock(nint memory);

    [LibraryImport(Library)]
    public static partial nint GlobalFree(nint memory);
}
