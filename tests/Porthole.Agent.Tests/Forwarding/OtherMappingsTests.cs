using System.Net;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>What else is open on the router: PH404.</summary>
public sealed class OtherMappingsTests
{
    [Fact]
    public async Task TableRead_CameraHoldsTheWishedPort_Ph404NamesIt()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        Open(bench, 8554, "127.0.0.20:554", "IPCamera");
        bench.Router.Refuse = (_, request) => request.ExternalPort == 8554 ? new Refusal(RefusalReason.Conflict, "718") : null;
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        var status = await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH404"));

        status.Forwards[0].Problems.ShouldContain("PH404");
        var problem = status.Problems.First(problem => problem.Code == "PH404");
        problem.Title.ShouldBe("Door has opened TCP port 8554 by itself, which Door rtsp should have");
        problem.Evidence.ShouldContain("IPCamera");
    }

    [Fact]
    public async Task TableRead_CameraOpensTheSamePortElsewhere_Ph404UntilItIsGone()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        Open(bench, 554, "127.0.0.20:554", "IPCamera");
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH404" && problem.Title.Contains("although", StringComparison.Ordinal)));

        bench.Router.Table.TryRemove((Transport.Tcp, 554), out _);
        await bench.AdvanceUntilAsync(TimeSpan.FromMinutes(1), status => status.Problems.All(problem => problem.Code != "PH404"));

        bench.Time.GetUtcNow().ShouldBeLessThan(DateTimeOffset.UnixEpoch + TimeSpan.FromMinutes(30));
    }

    [Theory]
    [InlineData(9000, "127.0.0.20:9000", "another port of the camera is its owner's affair")]
    [InlineData(9000, "127.0.0.99:554", "another host")]
    [InlineData(18554, "127.0.0.20:554", "Porthole-ffff door/rtsp")]
    public async Task TableRead_NeitherDoubleNorCollision_NoProblem(int external, string target, string description)
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        Open(bench, (ushort)external, target, description);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(() => !bench.Board.Current.Table.IsEmpty);

        bench.Status.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task TableRead_QuietDay_OnceAnHour()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(() => !bench.Board.Current.Table.IsEmpty);
        Open(bench, 554, "127.0.0.20:554", "IPCamera");

        bench.Time.Advance(TimeSpan.FromMinutes(59));
        await bench.AdvanceUntilAsync(TimeSpan.FromMinutes(1), status => status.Problems.Any(problem => problem.Code == "PH404"));

        bench.Time.GetUtcNow().ShouldBeGreaterThanOrEqualTo(DateTimeOffset.UnixEpoch + TimeSpan.FromHours(1));
    }

    private static void Open(LoopBench bench, ushort external, string target, string description) =>
        bench.Router.Table[(Transport.Tcp, external)] = new MappingRequest
        {
            Transport = Transport.Tcp,
            Internal = IPEndPoint.Parse(target),
            ExternalPort = external,
            Lease = TimeSpan.FromHours(1),
            Description = description,
        };
}
