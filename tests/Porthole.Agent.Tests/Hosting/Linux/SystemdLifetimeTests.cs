using System.Net.Sockets;
using System.Text;
using Porthole.Agent.Hosting.Linux;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Hosting.Linux;

/// <summary>The notify protocol, against a socket as systemd opens it.</summary>
public sealed class SystemdLifetimeTests
{
    [Fact]
    public void TryCreate_NotUnderSystemd_IsNull() => SystemdLifetime.TryCreate(_ => null).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("vsock:2:1234")]
    [InlineData("relative/path")]
    public void TryCreate_SocketOfAnotherKind_IsNull(string socket) =>
        SystemdLifetime.TryCreate(name => name == "NOTIFY_SOCKET" ? socket : null).ShouldBeNull();

    [Fact]
    public void Lifetime_FromStartToEnd_TellsEach()
    {
        SkipWithoutUnixSockets();
        using var folder = new TemporaryFolder();
        using var manager = Listen(folder.File("notify"));
        using var lifetime = SystemdLifetime.TryCreate(name => name == "NOTIFY_SOCKET" ? folder.File("notify") : null).ShouldNotBeNull();

        lifetime.Report("All 2 forwards are open.");
        lifetime.Started();
        lifetime.Alive();
        lifetime.Stopping();

        Receive(manager).ShouldBe("STATUS=All 2 forwards are open.");
        Receive(manager).ShouldBe("READY=1");
        Receive(manager).ShouldBe("WATCHDOG=1");
        Receive(manager).Split('\n')[0].ShouldBe("STOPPING=1");
    }

    [Fact]
    public void Lifetime_SocketInTheAbstractNamespace_IsReached()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Abstract sockets are Linux's.");
        var name = $"porthole-test-{Guid.NewGuid():N}";
        using var manager = Listen($"\0{name}");
        using var lifetime = SystemdLifetime.TryCreate(variable => variable == "NOTIFY_SOCKET" ? $"@{name}" : null).ShouldNotBeNull();

        lifetime.Started();

        Receive(manager).ShouldBe("READY=1");
    }

    [Fact]
    public void Lifetime_ManagerIsGone_NothingHappens()
    {
        SkipWithoutUnixSockets();
        using var lifetime = SystemdLifetime.TryCreate(name => name == "NOTIFY_SOCKET" ? "/nowhere/notify" : null).ShouldNotBeNull();

        Should.NotThrow(lifetime.Started);
    }

    [Theory]
    [InlineData("60000000", null, 60)]
    [InlineData("60000000", "self", 60)]
    [InlineData("60000000", "1", null)]
    [InlineData("0", null, null)]
    [InlineData("-5", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void WatchdogInterval_ByTheEnvironment_IsForThisProcessOnly(string? microseconds, string? owner, int? seconds)
    {
        SkipWithoutUnixSockets();
        using var lifetime = SystemdLifetime.TryCreate(name => name switch
        {
            "NOTIFY_SOCKET" => "/run/notify",
            "WATCHDOG_USEC" => microseconds,
            "WATCHDOG_PID" => owner == "self" ? $"{Environment.ProcessId}" : owner,
            _ => null,
        }).ShouldNotBeNull();

        lifetime.WatchdogInterval.ShouldBe(seconds is { } value ? TimeSpan.FromSeconds(value) : null);
    }

    private static void SkipWithoutUnixSockets() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no datagram sockets of the Unix family.");

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
