using System.Net.NetworkInformation;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Diagnosis.Routers;

public sealed class RemedyTests
{
    [Fact]
    public async Task SilentRouter_MacOfTpLink_RemedyAndLogNameItsMenusAndTheValues()
    {
        var port = LoopBench.FreePort();
        await using var bench = new LoopBench(LoopBench.OneCamera(port));
        await bench.ConnectAsync(FakeRouter.Gateway with { Mac = PhysicalAddress.Parse("50-C7-BF-01-02-03") });

        var status = await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH202"));

        var remedy = string.Join('\n', status.Problems.Single(problem => problem.Code == "PH202").Remedy);
        remedy.ShouldContain("Advanced > NAT Forwarding > UPnP");
        remedy.ShouldContain("Advanced > NAT Forwarding > Virtual Servers");
        remedy.ShouldContain($"protocol TCP, external port {port}, internal address 127.0.0.1 (this PC, whose relay leads to the device), internal port {port}, for Door rtsp");
        bench.Log.Single(line => line.StartsWith("PH202", StringComparison.Ordinal)).ShouldContain("Virtual Servers");
    }

    [Fact]
    public async Task SilentRouter_BannerRead_RemedyIsWordedAnew()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        await bench.ConnectAsync();
        await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH202"));

        bench.Post(new LoopEvent.RouterBannerRead(FakeRouter.Gateway.Address, "NETGEAR R7000"));

        await bench.UntilAsync(status => status.Problems.Single(problem => problem.Code == "PH202").Remedy.Any(line => line.Contains("routerlogin.net", StringComparison.Ordinal)));
        bench.Log.Count(line => line.StartsWith("PH202", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task SecureMode_KnownRouter_SaysWhereTheRuleCouldStand()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        bench.Router.Identity = new RouterIdentity("", "D-Link", "DIR-882", "", "");
        bench.Router.Refuse = (_, request) => request.Internal.Address.Equals(System.Net.IPAddress.Loopback) ? null : new Refusal(RefusalReason.OnlyForAsker, "718");
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        var status = await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH203"));

        status.Problems.Single(problem => problem.Code == "PH203").Remedy.ShouldContain(line => line.Contains("D-Link router", StringComparison.Ordinal));
    }
}
