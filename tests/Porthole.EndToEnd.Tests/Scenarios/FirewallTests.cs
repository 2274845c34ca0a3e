using System.Text.Json;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>PH502 and the doctor against the kernel's own rules: what they say is what a viewer meets.</summary>
public sealed class FirewallTests : Scenario
{
    private const string Plain = """
        table inet filter {
            chain input {
                type filter hook input priority filter; policy drop;
                ct state established,related accept
                iif lo accept
                ip saddr 192.168.1.0/24 accept
                tcp dport { 22, PORT } accept
            }
        }
        """;

    // As firewalld makes them, in short: by zones, two jumps away, and the last word is a rule's.
    private const string Firewalld = """
        table inet firewalld {
            map zones { type ifname : verdict; elements = { "eth0" : goto filter_IN_public } }
            chain filter_INPUT {
                type filter hook input priority filter + 10; policy accept;
                ct state { established, related } accept
                ct status dnat accept
                iifname "lo" accept
                ct state invalid drop
                jump filter_INPUT_ZONES
                reject with icmpx admin-prohibited
            }
            chain filter_INPUT_ZONES {
                ip saddr 10.0.0.0/8 goto filter_IN_trusted
                iifname vmap @zones
                goto filter_IN_trusted
            }
            chain filter_IN_trusted {
                accept
            }
            chain filter_IN_public {
                jump filter_IN_public_allow
                meta l4proto { icmp, ipv6-icmp } accept
                reject with icmpx admin-prohibited
            }
            chain filter_IN_public_allow {
                tcp dport 22 ct state { new, untracked } accept
                tcp dport PORT ct state { new, untracked } accept
            }
        }
        """;

    // As ufw makes them, in short, by iptables: nft prints some of these rules only half.
    private const string Ufw = """
        *filter
        :INPUT DROP [0:0]
        :ufw-before-input - [0:0]
        :ufw-not-local - [0:0]
        :ufw-user-input - [0:0]
        -A INPUT -j ufw-before-input
        -A INPUT -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "
        -A ufw-before-input -i lo -j ACCEPT
        -A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -A ufw-before-input -m conntrack --ctstate INVALID -j DROP
        -A ufw-before-input -j ufw-not-local
        -A ufw-before-input -j ufw-user-input
        -A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN
        -A ufw-not-local -j DROP
        -A ufw-user-input -p tcp -m multiport --dports 22,PORT -m comment --comment "dapp_My cam" -j ACCEPT
        COMMIT

        """;

    [Theory]
    [InlineData(Plain, true)]
    [InlineData(Plain, false)]
    [InlineData(Firewalld, true)]
    [InlineData(Firewalld, false)]
    [InlineData(Ufw, true)]
    [InlineData(Ufw, false)]
    public async Task Run_RelayBehindAFirewall_ItIsSaidWhatAViewerMeets(string rules, bool namesThePort)
    {
        Assert.SkipWhen(LabRequirements.Find("iptables-restore") is null, "ufw's rules need iptables, which is not installed; tests/run.sh installs it.");
        await Lab.Router.StartAsync(new RouterConfig { EnableUpnp = false });
        await Lab.FrontDoor.StartHttpAsync();
        var file = await Lab.Nvr.WriteFileAsync("rules", rules.Replace("PORT", namesThePort ? "8080" : "8999"));
        await (rules == Ufw ? Lab.Nvr.RunAsync("iptables-restore", file) : Lab.Nvr.RunAsync("nft", "-f", file));

        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080)));
        await agent.WaitUntilMappedAsync(forwards: 1, "relayed");

        (await Lab.Viewer.CanGetAsync("http://11.0.0.1:8080/")).ShouldBe(namesThePort);
        var (verdict, evidence, next) = await AskDoctorAsync();
        if (namesThePort)
        {
            (verdict, evidence).ShouldBe(("good", "The firewall's rules let connections to TCP 8080 in."));
            return;
        }

        verdict.ShouldBe("bad");
        evidence.ShouldContain("turn away connections from outside to TCP 8080");
        next.ShouldContain(rules == Ufw ? "ufw allow 8080/tcp" : rules == Firewalld ? "firewall-cmd --permanent --add-port=8080/tcp" : "nft insert rule inet filter input tcp dport 8080 accept");
        await agent.WaitForStatusAsync("PH502", status => status.Has("PH502"));

        // What it says to do is what helps.
        if (rules != Plain) return;
        await Lab.Nvr.RunAsync("sh", "-ec", next.Replace("Let them in, as root: ", ""));
        (await Lab.Viewer.CanGetAsync("http://11.0.0.1:8080/")).ShouldBeTrue();
    }

    private async Task<(string Verdict, string Evidence, string Next)> AskDoctorAsync()
    {
        using var report = JsonDocument.Parse((await Lab.Nvr.PortholeAsync("doctor", "--json", "--read-only")).Output);
        var step = report.RootElement.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("check").GetString() == "firewall");
        return (step.GetProperty("verdict").GetString()!, step.GetProperty("evidence")[0].GetString()!, step.GetProperty("next").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } next ? next.GetString()! : "");
    }
}
