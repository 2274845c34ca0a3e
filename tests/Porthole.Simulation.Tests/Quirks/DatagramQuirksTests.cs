using System.Net;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Quirks;

public sealed class DatagramQuirksTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task PcpMapResult_Code_AnnounceStillWorks()
    {
        await using var router = await StartAsync(RouterQuirks.PcpMapResult(2));
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001)))![3].ShouldBe((byte)2);
        (await router.AskPcpAsync(PcpClient.Pcp(0, 0, IPAddress.Loopback)))![3].ShouldBe((byte)0);
    }

    [Fact]
    public async Task NatPmp_Odd_IsAsMet()
    {
        await using var router = await StartAsync(
            RouterQuirks.NatPmpMapResult(5), RouterQuirks.NatPmpWithoutInternalPort, RouterQuirks.NatPmpAddressReads(IPAddress.Any));
        var mapped = (await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 20001, 60))).ShouldNotBeNull();
        (mapped.Port(2), mapped.Port(8)).ShouldBe((5, 0));
        (await router.AskPcpAsync([0, 0])).ShouldBe([0, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task EpochReads_Changed_InBothProtocols()
    {
        await using var router = await StartAsync(RouterQuirks.EpochReads(epoch => epoch / 2));
        _time.Advance(TimeSpan.FromSeconds(100));
        (await router.AskPcpAsync([0, 0]))!.Number(4).ShouldBe(50u);
        (await router.AskPcpAsync(PcpClient.Pcp(0, 0, IPAddress.Loopback)))!.Number(8).ShouldBe(50u);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(23)]
    public async Task TruncatedDatagrams_Length_IsWhatComes(int length)
    {
        await using var router = await StartAsync(RouterQuirks.TruncatedDatagrams(length));
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001)))!.Length.ShouldBe(length);
        (await router.AskPcpAsync([0, 0]))!.Length.ShouldBe(Math.Min(length, 12));
    }

    [Fact]
    public async Task ChangePcp_Null_KeepsSilent()
    {
        await using var router = await StartAsync(new Quirk { ChangePcp = (_, _) => null });
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001), patience: Wire.Silence)).ShouldBeNull();
        router.Mappings.ShouldHaveSingleItem("the router has acted; only its answer is lost");
    }

    private Task<SimulatedRouter> StartAsync(params Quirk[] quirks) => Loopback.StartRouterAsync(new() { Quirks = [.. quirks] }, _time);
}
