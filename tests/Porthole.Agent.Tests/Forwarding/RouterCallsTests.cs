using System.Net;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Forwarding;

public sealed class RouterCallsTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly ManualTime _time = new();
    private readonly FakeRouter _router;
    private readonly RouterPipelines _pipelines;

    public RouterCallsTests() => (_router, _pipelines) = (new FakeRouter(_time), new RouterPipelines(_time));

    [Fact]
    public async Task MapAsync_ProtocolIsFoundElsewhereMeanwhile_GivenUpWithoutAnotherTry()
    {
        using var calls = new RouterCalls(_pipelines, concurrency: 1, (_, _, _) => Task.CompletedTask);
        _router.Answering = new TaskCompletionSource().Task;
        var old = _router.Protocol(MappingProtocol.UpnpIgd);
        var underWay = calls.MapAsync(old, Request, CancellationToken.None);

        _pipelines.Forget(old);

        // The clock stands still: neither the attempt's timeout nor a retry can have ended it.
        var result = await underWay.WaitAsync(Bound);
        result.Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NoAnswer);
        _router.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task MapAsync_AfterOneWasGivenUp_ThePlaceIsFree()
    {
        using var calls = new RouterCalls(_pipelines, concurrency: 1, (_, _, _) => Task.CompletedTask);
        _router.Answering = new TaskCompletionSource().Task;
        var old = _router.Protocol(MappingProtocol.UpnpIgd);
        var underWay = calls.MapAsync(old, Request, CancellationToken.None);
        _pipelines.Forget(old);
        await underWay.WaitAsync(Bound);
        _router.Answering = Task.CompletedTask;

        var result = await calls.MapAsync(_router.Protocol(MappingProtocol.UpnpIgd), Request, CancellationToken.None).WaitAsync(Bound);

        result.IsGranted.ShouldBeTrue();
    }

    [Fact]
    public async Task MapAsync_CancelledByItsCaller_IsCancelled()
    {
        using var calls = new RouterCalls(_pipelines, concurrency: 1, (_, _, _) => Task.CompletedTask);
        using var stop = new CancellationTokenSource();
        _router.Answering = new TaskCompletionSource().Task;
        var underWay = calls.MapAsync(_router.Protocol(MappingProtocol.UpnpIgd), Request, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(underWay.WaitAsync(Bound));
    }

    [Fact]
    public async Task MapAsync_ListedAsSwitchedOff_IsNotListed()
    {
        using var calls = new RouterCalls(_pipelines, concurrency: 1, (_, _, _) => Task.CompletedTask);
        _router.ListsSwitchedOff = true;

        var result = await calls.MapAsync(_router.Protocol(MappingProtocol.UpnpIgd), Request, CancellationToken.None).WaitAsync(Bound);

        result.Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NotListed);
        result.Refusal.Evidence.ShouldContain("switched off");
    }

    private static MappingRequest Request => new()
    {
        Transport = Transport.Tcp,
        Internal = new IPEndPoint(IPAddress.Parse("127.0.0.20"), 554),
        ExternalPort = 8554,
        Lease = TimeSpan.FromHours(1),
        Description = "Porthole-0a1b door/rtsp",
    };
}
