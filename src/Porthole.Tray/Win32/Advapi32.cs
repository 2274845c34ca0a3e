using System.Runtime.InteropServices;

namespace Porthole.Tray.Win32;

/// <summary>The functions of advapi32.dll that the tray calls.</summary>
internal static unsafe partial class Advapi32
{
    [LibraryImport("advapi32.dll", EntryPoint = "RegGetValueW", StringMarshalling = StringMarshalling.Utf16)]
    public static partial int RegGetValue(nint key, string subkey, string value, uint flags, uint* type, void* data, uint* size);
}
