using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router;

public sealed class RouterProfileTests
{
    public static TheoryData<RouterProfile> All => [.. RouterProfile.All];

    [Fact]
    public void All_Names_AreUnique() => RouterProfile.All.Select(p => p.Name).Distinct().Count().ShouldBe(RouterProfile.All.Length);

    [Theory]
    [MemberData(nameof(All))]
    public async Task Start_EveryProfile_Runs(RouterProfile profile)
    {
        await using var router = await Loopback.StartRouterAsync(profile.Options);
        router.Mappings.ShouldBeEmpty();
        profile.Meaning.ShouldEndWith(".");
    }

    // The direct mapping to a camera, the mapping for oneself, PCP with THIRD_PARTY, PCP, NAT-PMP:
    // an error code, "ok", or "-" where nobody answers.
    public static TheoryData<RouterProfile, string, string, string, string, string> Outcomes => new()
    {
        { RouterProfile.Permissive, "ok", "ok", "ok", "ok", "ok" },
        { RouterProfile.SecureIgd1, "718", "ok", "5", "ok", "ok" },
        { RouterProfile.SecureIgd2, "606", "ok", "5", "ok", "ok" },
        { RouterProfile.SampleRules, "ok", "ok", "5", "ok", "ok" },
        { RouterProfile.Debian, "718", "ok", "5", "ok", "ok" },
        { RouterProfile.DeniesEverything, "606", "606", "5", "2", "2" },
        { RouterProfile.NatPmpOnly, "-", "-", "1", "1", "ok" },
        { RouterProfile.PcpOnly, "-", "-", "5", "ok", "1" },
        { RouterProfile.UpnpOnly, "ok", "ok", "-", "-", "-" },
        { RouterProfile.PermanentLeasesOnly, "725", "725", "-", "-", "-" },
        { RouterProfile.SilentDrop, "ok", "ok", "5", "ok", "ok" },
        { RouterProfile.LiesAboutSuccess, "ok", "ok", "5", "ok", "ok" },
        { RouterProfile.DifferentPort, "-", "-", "5", "ok", "ok" },
        { RouterProfile.ShortLease, "ok", "ok", "5", "ok", "ok" },
        { RouterProfile.TableFull, "728", "728", "5", "8", "4" },
        { RouterProfile.DoubleNat, "ok", "ok", "5", "ok", "ok" },
        { RouterProfile.CarrierNat, "ok", "ok", "5", "ok", "ok" },
        { RouterProfile.SwitchedOff, "-", "-", "-", "-", "-" },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task Ask_EveryProfile_AnswersAsItsNameSays(RouterProfile profile, string direct, string own, string thirdParty, string pcp, string natPmp)
    {
        await using var router = await Loopback.StartRouterAsync(profile.Options);
        var camera = System.Net.IPAddress.Parse("127.0.0.20");
        (await UpnpAsync(router, 20001, "127.0.0.20")).ShouldBe(direct);
        (await UpnpAsync(router, 20002, "127.0.0.1")).ShouldBe(own);
        (await DatagramAsync(router, PcpClient.Map(8554, 20003, options: PcpClient.ThirdParty(camera)))).ShouldBe(thirdParty);
        (await DatagramAsync(router, PcpClient.Map(8554, 20004))).ShouldBe(pcp);
        (await DatagramAsync(router, PcpClient.NatPmpMap(2, 8555, 20005, 3600))).ShouldBe(natPmp);
    }

    [Fact]
    public void Outcomes_Table_HasEveryProfile() => Outcomes.Count.ShouldBe(RouterProfile.All.Length);

    private static async Task<string> UpnpAsync(SimulatedRouter router, int port, string client)
    {
        if (!router.Options.Protocols.HasFlag(RouterProtocols.Upnp))
            return "-";
        return (await router.AddAsync(port, client)).GetValueOrDefault("errorCode", "ok");
    }

    private static async Task<string> DatagramAsync(SimulatedRouter router, byte[] request)
    {
        if ((router.Options.Protocols & (RouterProtocols.Pcp | RouterProtocols.NatPmp)) == RouterProtocols.None)
            return "-";
        var answer = (await router.AskPcpAsync(request)).ShouldNotBeNull();
        return answer[3] == 0 ? "ok" : $"{answer[3]}";
    }
}
