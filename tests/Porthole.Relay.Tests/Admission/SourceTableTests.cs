using FsCheck;
using FsCheck.Fluent;
using Porthole.Relay.Admission;

namespace Porthole.Relay.Tests.Admission;

public sealed class SourceTableTests
{
    private const int MaxIdle = 16;

    private enum Step
    {
        Hear,
        Enter,
        Leave,
    }

    /// <summary>Against a plain model: who lives is always known; of the others those heard last.</summary>
    [Fact]
    public void Table_AnySteps_KeepsLiveSourcesAndTheOnesHeardLast() =>
        Prop.ForAll(
            Gen.Elements(Step.Hear, Step.Hear, Step.Enter, Step.Leave).SelectMany(step => Gen.Choose(0, 40).Select(number => (step, number)))
                .ListOf(300).ToArbitrary(),
            steps =>
            {
                var table = new SourceTable();
                var live = new Dictionary<int, int>();
                var idle = new List<int>();

                foreach (var (step, number) in steps)
                {
                    var isKnown = live.ContainsKey(number) || idle.Contains(number);
                    if (step == Step.Leave && !live.ContainsKey(number))
                        continue;

                    Assert.Equal(isKnown, table.Find(Address(number)) is not null);
                    var source = Hear(table, number, idle, live);
                    if (step == Step.Enter)
                    {
                        table.Enter(source);
                        live[number] = live.GetValueOrDefault(number) + 1;
                        idle.Remove(number);
                    }
                    else if (step == Step.Leave)
                    {
                        table.Leave(source);
                        if (--live[number] == 0)
                        {
                            live.Remove(number);
                            idle.Add(number);
                        }
                    }
                }

                return table.All.Select(source => (int)source.Network.Value).Order().SequenceEqual(live.Keys.Concat(idle).Order());
            }).QuickCheckThrowOnFailure();

    private static SourceState Hear(SourceTable table, int number, List<int> idle, Dictionary<int, int> live)
    {
        if (table.Find(Address(number)) is { } known)
        {
            table.Touch(known);
            if (!live.ContainsKey(number))
            {
                idle.Remove(number);
                idle.Add(number);
            }

            return known;
        }

        while (idle.Count >= MaxIdle)
            idle.RemoveAt(0);
        idle.Add(number);
        return table.Add(Address(number), MaxIdle);
    }

    private static SourceAddress Address(int number) => new((uint)number, IsIPv4: true);
}
