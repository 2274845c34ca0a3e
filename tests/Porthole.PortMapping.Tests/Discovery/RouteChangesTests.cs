using System.Diagnostics;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class RouteChangesTests
{
    // Loopback answers to all of 127/8 anyway; naming one address more changes nothing but the table.
    private const string Extra = "127.213.7.9/32";

    [Fact]
    public async Task Watch_AddressComesAndGoes_IsTold()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !File.Exists("/sbin/ip"))
            Assert.Skip("Only root on Linux with iproute2 can change an address.");
        var changes = 0;
        using var sut = RouteChanges.Watch(() => Interlocked.Increment(ref changes)).ShouldNotBeNull();

        await Ip("add");
        await Eventually.True(() => Volatile.Read(ref changes) > 0, "the new address is told");
        var before = Volatile.Read(ref changes);
        await Ip("del");
        await Eventually.True(() => Volatile.Read(ref changes) > before, "its removal is told");
    }

    private static async Task Ip(string verb)
    {
        using var process = Process.Start("/sbin/ip", ["addr", verb, Extra, "dev", "lo"]);
        await process.WaitForExitAsync();
    }
}
