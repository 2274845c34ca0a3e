using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Porthole.Agent.Diagnosis.Firewalls;
using Porthole.Agent.Diagnosis.Firewalls.Linux;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Diagnosis.Firewalls.Linux;

public sealed class IptablesRulesTests
{
    // As ufw makes them, in short: what is let in stands two jumps away, and the last word is the policy's.
    private const string Ufw = """
        -P INPUT DROP
        -P FORWARD DROP
        -P OUTPUT ACCEPT
        -N ufw-before-input
        -N ufw-not-local
        -N ufw-user-input
        -N ufw-logging-deny
        -N ufw-skip-to-policy-input
        -N ufw-after-input
        -A INPUT -j ufw-before-input
        -A INPUT -j ufw-after-input
        -A ufw-before-input -i lo -j ACCEPT
        -A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -A ufw-before-input -m conntrack --ctstate INVALID -j ufw-logging-deny
        -A ufw-before-input -m conntrack --ctstate INVALID -j DROP
        -A ufw-before-input -p icmp -m icmp --icmp-type 8 -j ACCEPT
        -A ufw-before-input -j ufw-not-local
        -A ufw-before-input -j ufw-user-input
        -A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN
        -A ufw-not-local -m addrtype --dst-type MULTICAST -j RETURN
        -A ufw-not-local -m limit --limit 3/min --limit-burst 10 -j ufw-logging-deny
        -A ufw-not-local -j DROP
        -A ufw-logging-deny -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "
        -A ufw-user-input -p tcp -m tcp --dport 8554 -m comment --comment "'dapp_Cam -j DROP'" -j ACCEPT
        -A ufw-user-input -p tcp -m multiport --dports 8000:8100,9000 -j ACCEPT
        -A ufw-user-input -s 192.168.1.0/24 -p tcp -m tcp --dport 8200 -j ACCEPT
        -A ufw-user-input -s 203.0.113.0/24 -p tcp -m tcp --dport 8201 -j ACCEPT
        -A ufw-user-input -p tcp -m tcp --dport 8202 -m recent --update --seconds 30 --hitcount 6 -j ACCEPT
        -A ufw-after-input -p udp -m udp --dport 137 -j ufw-skip-to-policy-input
        -A ufw-skip-to-policy-input -j DROP
        """;

    [Theory]
    [InlineData(8554, "Open")]
    [InlineData(8080, "Open")]
    [InlineData(9000, "Open")]
    [InlineData(8101, "Blocks")]
    [InlineData(855, "Blocks")]
    [InlineData(8200, "Blocks")]
    [InlineData(8201, "Unknown")]
    [InlineData(8202, "Unknown")]
    public void Judge_UfwRules_FollowsTheJumps(int port, string view) => Judge(Ufw, Transport.Tcp, port).GetType().Name.ShouldBe(view);

    [Fact]
    public void Judge_UfwRules_RemedyIsUfws()
    {
        var blocks = Judge(Ufw, Transport.Udp, 8554).ShouldBeOfType<FirewallView.Blocks>();

        blocks.Ports.ShouldBe([new ListenPort(Transport.Udp, 8554)]);
        blocks.Concerns(new ListenPort(Transport.Udp, 8554)).ShouldBeTrue();
        blocks.Concerns(new ListenPort(Transport.Tcp, 8554)).ShouldBeFalse();
        blocks.Remedy.ShouldHaveSingleItem().ShouldBe("Let them in, as root: ufw allow 8554/udp");
        blocks.Evidence.ShouldContain("UDP 8554, where the relay listens (in table filter (iptables), chain INPUT)");
    }

    [Theory]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -p tcp --dport 22 -j ACCEPT\n-A INPUT -j REJECT --reject-with icmp-host-prohibited", "Blocks")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -s 10.0.0.0/8 -j DROP\n-A FORWARD -j REJECT", "Open")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -i wlan0 -j DROP", "Open")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT ! -i wlan+ -j DROP", "Blocks")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -i eth+ -j DROP", "Blocks")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -d 192.168.1.11/32 -j DROP", "Open")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT ! -d 192.168.1.11/32 -j DROP", "Blocks")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j REJECT", "Blocks")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j DROP", "Open")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP", "Open")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -p udp -j DROP\n-A INPUT -m conntrack --ctstate INVALID,RELATED -j DROP", "Open")]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -m connlimit --connlimit-above 20 --connlimit-mask 32 --connlimit-saddr -j DROP", "Open")]
    [InlineData("-P INPUT DROP\n-N A\n-A INPUT -g A\n-A INPUT -j ACCEPT\n-A A -j RETURN", "Blocks")]
    [InlineData("-P INPUT DROP\n-N A\n-A INPUT -j A\n-A INPUT -j ACCEPT\n-A A -j RETURN\n-A A -j DROP", "Open")]
    [InlineData("-P INPUT DROP\n-N A\n-A INPUT -j A\n-A A -j A", "Unknown")]
    [InlineData("-P INPUT DROP\n-A INPUT -j NFQUEUE --queue-num 1", "Unknown")]
    [InlineData("-P INPUT DROP\n-A INPUT -m set --match-set friends src -j ACCEPT", "Unknown")]
    [InlineData("-P INPUT DROP\n-A INPUT -s 0.0.0.0/0 -p tcp -j ACCEPT", "Open")]
    [InlineData("-P INPUT ACCEPT", "Open")]
    public void Judge_Rules_TellsWhatBecomesOfAViewer(string rules, string view) => Judge(rules, Transport.Tcp, 8554).GetType().Name.ShouldBe(view);

    [Fact]
    public void Read_NoRules_IsNull() => IptablesRules.Read("iptables v1.8.9: can't initialize").ShouldBeNull();

    [Fact]
    public void Read_AnyWords_NeverThrows() => Prop.ForAll(
        Gen.ListOf(Gen.Elements("-A INPUT", "-P INPUT DROP", "-N x", "\n", "!", "-j", "x", "-g", "--dport", "8554", ":", "1:", "-s", "10.0.0.0/40", "\"", "\\", "--tcp-flags", "-p", "", "INPUT")).Select(words => string.Join(' ', words)).ToArbitrary(),
        text => IptablesRules.Read(text) is not { } table || LinuxFirewall.Judge([table], [new ListenPort(Transport.Tcp, 8554)], "eth0", null) is not null).QuickCheckThrowOnFailure();

    private static FirewallView Judge(string rules, Transport transport, int port) =>
        LinuxFirewall.Judge([IptablesRules.Read(rules).ShouldNotBeNull()], [new ListenPort(transport, port)], "eth0", IPAddress.Parse("192.168.1.10"));
}
