using Porthole.EndToEnd.Tests.Scenarios;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Peers;

/// <summary>The library against the real miniupnpd, in every way that it is met: what is granted, and which named reason a refusal has.</summary>
public sealed class MiniupnpdTests : Scenario
{
    public static TheoryData<string> Names => [.. MiniupnpdPeers.All.Select(peer => peer.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Ask_EveryQuestion_AnsweredAsThisRouterMust(string name)
    {
        var peer = MiniupnpdPeers.All.Single(peer => peer.Name == name);
        if (peer.WanAddress != RouterLab.WanAddress)
            await Lab.Router.ChangeWanAddressAsync(peer.WanAddress);
        await Lab.Router.StartAsync(peer.Config);
        await using var asker = await Asker.StartAsync(Lab.Nvr, peer.Protocols, peer.AskedAs);
        if (peer.Reboots)
            await RebootAsync(asker);

        var answers = new List<string>();
        foreach (var (question, _) in peer.Answers)
            answers.Add($"{question} -> {await asker.AskAsync(question)}");

        answers.Count.ShouldBe(peer.Answers.Length);
        for (var i = 0; i < answers.Count; i++)
            answers[i].ShouldStartWith($"{peer.Answers[i].Question} -> {peer.Answers[i].Answer}", Case.Sensitive, string.Join('\n', answers));
    }

    // What was found at the old port must be lost, and found again at the new one.
    private async Task RebootAsync(Asker asker)
    {
        await Lab.Router.RebootAsync(httpPort: 5566);
        await asker.WaitForAsync("! restarted");
        await asker.WaitForAsync("! found", times: 2);
    }
}
