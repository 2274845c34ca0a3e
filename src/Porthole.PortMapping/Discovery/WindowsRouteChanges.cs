using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Porthole.PortMapping.Discovery;

/// <summary>NotifyRouteChange2 of iphlpapi, which calls back at every change of the IPv4 routing table.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class WindowsRouteChanges : IDisposable
{
    private const ushort AfInet = 2;
    private const uint NoError = 0;

    private readonly Action _changed;
    private GCHandle _self;
    private nint _registration;

    private WindowsRouteChanges(Action changed) => _changed = changed;

    /// <summary>Registers the callback; null where the system does not know it (old versions of Wine).</summary>
    public static WindowsRouteChanges? TryWatch(Action changed)
    {
        var watch = new WindowsRouteChanges(changed);
        watch._self = GCHandle.Alloc(watch);
        try
        {
            var error = NotifyRouteChange2(
                AfInet, &OnChange, GCHandle.ToIntPtr(watch._self), initialNotification: 0, out watch._registration);
            if (error == NoError)
                return watch;
        }
        catch (EntryPointNotFoundException)
        {
            // The slow poll has to do.
        }
        watch._self.Free();
        return null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static void OnChange(nint context, nint row, int notificationType) =>
        (GCHandle.FromIntPtr(context).Target as WindowsRouteChanges)?._changed();

    /// <summary>Ends the registration; the call waits for callbacks under way, so the handle can be freed after it.</summary>
    public void Dispose()
    {
        if (_registration != 0)
            _ = CancelMibChangeNotify2(_registration);
        _registration = 0;
        if (_self.IsAllocated)
            _self.Free();
    }

    [LibraryImport("iphlpapi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint NotifyRouteChange2(
        ushort family, delegate* unmanaged[Stdcall]<nint, nint, int, void> callback, nint context, byte initialNotification, out nint handle);

    [LibraryImport("iphlpapi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint CancelMibChangeNotify2(nint handle);
}
