using Porthole.Agent.Diagnosis.Firewalls;

namespace Porthole.Agent.Tests.Diagnosis.Firewalls;

public sealed class HostFirewallTests
{
    private const string Dropping = """
        table inet filter {
        	chain input {
        		type filter hook input priority filter; policy drop;
        		ct state established,related accept
        		iif "lo" accept
        		ip saddr 192.168.85.54 accept
        		tcp dport { 22, 8554 } accept
        		tcp dport 8000-8100 accept
        	}
        	chain forward {
        		type filter hook forward priority filter; policy drop;
        	}
        }
        """;

    private const string LastWord = """
        table inet filter {
        	chain input {
        		type filter hook input priority filter; policy accept;
        		tcp dport 22 accept
        		counter packets 3 bytes 180 reject with icmpx admin-prohibited
        	}
        }
        """;

    private const string Ufw = """
        -P INPUT DROP
        -P FORWARD DROP
        -A INPUT -j ufw-user-input
        -A ufw-user-input -p tcp -m tcp --dport 8554 -j ACCEPT
        -A ufw-user-input -p tcp -m multiport --dports 8000:8100 -j ACCEPT
        """;

    [Theory]
    [InlineData(Dropping)]
    [InlineData(Ufw)]
    public void Judge_PolicyDrops_BlocksWhatNoRuleNames(string rules)
    {
        HostFirewall.Judge(rules, [8554, 8080]).ShouldBeOfType<FirewallView.Open>();
        var blocks = HostFirewall.Judge(rules, [8554, 8555, 8080, 855]).ShouldBeOfType<FirewallView.Blocks>();
        blocks.Ports.ShouldBe([855, 8555]);
        blocks.Evidence.ShouldContain("port 855, 8555 of the relay");
        blocks.Remedy[0].ShouldContain("ufw allow 8555");
        blocks.Concerns(8555).ShouldBeTrue();
        blocks.Concerns(8554).ShouldBeFalse();
        HostFirewall.Judge(rules, []).ShouldBeOfType<FirewallView.Unknown>();
    }

    [Theory]
    [InlineData(LastWord, true)]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -p tcp --dport 22 -j ACCEPT\n-A INPUT -j REJECT --reject-with icmp-host-prohibited\n", true)]
    [InlineData("-P INPUT ACCEPT\n-A INPUT -s 203.0.113.7/32 -j DROP\n-A FORWARD -j REJECT\n", false)]
    [InlineData("table inet filter {\n chain input {\n type filter hook input priority 0; policy accept;\n ip saddr 203.0.113.7 drop\n }\n}", false)]
    [InlineData("table inet filter {\n chain forward {\n type filter hook forward priority 0; policy drop;\n }\n}", false)]
    [InlineData("", false)]
    public void Judge_LastWord_CountsAsThePolicyDoes(string rules, bool blocks) =>
        (HostFirewall.Judge(rules, [8554]) is FirewallView.Blocks).ShouldBe(blocks);

    [Theory]
    [InlineData(0, "Rule Name: Porthole relay\r\nProgram: C:\\Program Files\\Porthole\\porthole.exe\r\n", false)]
    [InlineData(0, "Regelname: Porthole relay\r\nProgramm: c:\\program files\\porthole\\PORTHOLE.EXE\r\n", false)]
    [InlineData(0, "", false)]
    [InlineData(0, "Program: D:\\old\\porthole.exe", true)]
    [InlineData(1, "No rules match the specified criteria.", true)]
    public void Judge_Netsh_LooksForARuleForThisProgram(int exitCode, string output, bool blocks)
    {
        var view = HostFirewall.Judge(exitCode, output, "C:\\Program Files\\Porthole\\porthole.exe");

        (view is FirewallView.Blocks).ShouldBe(blocks);
        if (view is FirewallView.Blocks found) found.Concerns(8554).ShouldBeTrue();
    }
}
