using System.Net;
using System.Net.Sockets;
using Porthole.Agent.Devices.Health;

namespace Porthole.Agent.Tests.Devices.Health;

public sealed class DeviceContactTests
{
    private readonly DeviceContact _sut = new(TimeProvider.System);

    [Fact]
    public async Task Connect_Listener_AcceptedAndHungUp()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        (await _sut.ConnectAsync((IPEndPoint)listener.LocalEndpoint, doubts: null, CancellationToken.None)).ShouldBe(DeviceAnswer.Accepted);

        // Ended by a reset: nothing is left to read, and nothing lingers.
        using var accepted = await listener.AcceptSocketAsync();
        await Should.ThrowAsync<SocketException>(async () => await accepted.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task Connect_NothingListens_RefusedAfterOneDoubt()
    {
        var doubts = 0;

        (await _sut.ConnectAsync(FreeEndPoint(), () => doubts++, CancellationToken.None)).ShouldBe(DeviceAnswer.Refused);

        // A refusal is an answer: nothing is in doubt.
        doubts.ShouldBe(0);
    }

    [Fact]
    public async Task Connect_FullBacklog_SilentAfterADoubt()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var fillers = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        using var filling = new CancellationTokenSource();
        foreach (var filler in fillers) _ = filler.ConnectAsync(listener.LocalEndPoint!, filling.Token).AsTask().ContinueWith(static task => task.Exception, TaskScheduler.Default);
        var doubts = 0;

        var answer = await _sut.ConnectAsync((IPEndPoint)listener.LocalEndPoint!, () => doubts++, CancellationToken.None);

        Assert.SkipWhen(answer == DeviceAnswer.Accepted, "This system's backlog is longer than the smallest.");
        answer.ShouldBe(DeviceAnswer.Silent);
        doubts.ShouldBe(1);
        await filling.CancelAsync();
        foreach (var filler in fillers) filler.Dispose();
    }

    [Fact]
    public async Task Connect_AddressThatCannotBeReached_IsNoAnswer() =>
        (await _sut.ConnectAsync(new IPEndPoint(IPAddress.Broadcast, 554), doubts: null, CancellationToken.None)).IsAnswer().ShouldBeFalse();

    [Fact]
    public async Task Nudge_HostWithoutDiscardService_RefusalIsAnAnswer() =>
        (await _sut.NudgeAsync(IPAddress.Loopback, CancellationToken.None)).ShouldBe(DeviceAnswer.Refused);

    private static IPEndPoint FreeEndPoint()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
