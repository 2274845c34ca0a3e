using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Pcp;
using Porthole.PortMapping.Tests.Pcp;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class TelemetryTests
{
    // A result code that no other test uses: instruments are shared by the whole process.
    private const int Code = 231;

    [Fact]
    public async Task Map_Refused_IsCountedByProtocolOperationResultAndCode()
    {
        var counted = new ConcurrentQueue<Dictionary<string, object?>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Telemetry.Name && instrument.Name == "porthole.portmapping.requests")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Enqueue(new(tags.ToArray())));
        listener.Start();

        await AskAsync();

        var mine = counted.Single(tags => Equals(tags.GetValueOrDefault("code"), Code));
        mine["protocol"].ShouldBe("pcp");
        mine["operation"].ShouldBe("map");
        mine["result"].ShouldBe("Unexplained");
    }

    [Fact]
    public async Task Map_Refused_IsAnActivityWithTheEvidence()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await AskAsync();

        var mine = ended.First(activity => Equals(activity.GetTagItem("code"), Code));
        mine.DisplayName.ShouldBe("pcp map");
        mine.Status.ShouldBe(ActivityStatusCode.Error);
        mine.StatusDescription!.ShouldContain("231");
    }

    private static async Task AskAsync()
    {
        await using var server = new LoopbackGateway(request => [PcpServerMirror.Opcode(request) == PcpServerMirror.Announce
            ? PcpServerMirror.Reply(request)
            : PcpServerMirror.Reply(request, (PcpResultCode)Code)]);
        await using var session = new GatewaySession(LoopbackGateway.Gateway, server.Options(MappingProtocol.Pcp), new ManualTime());
        session.Start();
        var protocol = (await Eventually.Next<GatewayEvent.ProtocolFound>(session.Events)).Protocol;
        (await protocol.MapAsync(PcpFixture.Request(), default)).IsGranted.ShouldBeFalse();
    }
}
