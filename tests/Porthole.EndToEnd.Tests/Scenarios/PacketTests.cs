using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>What goes over the wire, judged by tshark: a second opinion on every PCP and NAT-PMP packet.</summary>
public sealed class PacketTests : Scenario
{
    private const string Capture = "/run/lab/packets.pcap";
    private const string Sent = "ip.src == 192.168.1.10 && udp.dstport == 5351";

    [Theory]
    [InlineData("""["pcp"]""", "portcontrol")]
    [InlineData("""["nat-pmp"]""", "nat-pmp")]
    public async Task Run_FromFirstToLastPacket_TsharkFindsNothingWrong(string protocols, string dissector)
    {
        await Lab.Router.StartAsync(new RouterConfig { PcpAllowThirdParty = true, MinLifetime = 5 });
        await Lab.FrontDoor.StartHttpAsync();
        await using var tshark = Lab.Nvr.Start("tshark", ["-q", "-i", "eth0", "-f", "udp port 5351", "-w", Capture]);
        await Wait.UntilAsync("tshark to listen", () => Task.FromResult(tshark.Log.Text.Contains("Capturing", StringComparison.Ordinal)), () => Task.FromResult(tshark.Log.Text));

        // Announce or address request, a mapping for the camera and one for this PC, renewals, removals.
        var section = $$""" "Gateway": { "Protocols": {{protocols}} }, "Mapping": { "Lease": "00:00:10", "VerifyInterval": "00:00:02" } """;
        var agent = await Lab.Nvr.StartAgentAsync(Settings.With(
            section,
            Settings.Web("Front door", "192.168.1.20", 80, 8080),
            """{ "Name": "Yard", "Address": "192.168.1.20", "AllowFrom": ["11.0.0.0/24"], "Ports": [ { "Name": "audio", "Protocol": "udp", "Internal": 9000, "External": 9100 } ] }"""));
        var first = await agent.WaitUntilMappedAsync(forwards: 2);
        await agent.WaitForStatusAsync("a renewal", status => status.Forwards.All(forward => forward.LeaseExpires > first.Forwards[0].LeaseExpires + TimeSpan.FromSeconds(5)));
        (await agent.StopAsync()).ShouldBe(0);
        await tshark.InterruptAsync();

        var sent = await DissectAsync($"{Sent} && {dissector}");
        sent.Length.ShouldBeGreaterThan(6, "packets of the protocol under test");
        (await DissectAsync(Sent)).Length.ShouldBe(sent.Length, "every packet sent is one that tshark knows");
        (await DissectAsync($"{Sent} && _ws.expert.severity >= \"Warning\"")).ShouldBeEmpty();
    }

    private async Task<string[]> DissectAsync(string filter) =>
        (await Lab.Nvr.RunAsync("tshark", "-r", Capture, "-Y", filter)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
