namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>Whether a test of a rule fits an arrival; much depends on what is not known beforehand, such as who connects.</summary>
internal enum Likelihood
{
    No,
    Maybe,
    Yes,
}

/// <summary>Ands, ors and nots of what may be unknown.</summary>
internal static class Likelihoods
{
    public static Likelihood Of(bool? known) => known switch
    {
        true => Likelihood.Yes,
        false => Likelihood.No,
        null => Likelihood.Maybe,
    };

    public static Likelihood Not(this Likelihood what) => Likelihood.Yes - (int)what;

    /// <summary>All of them; of none, yes.</summary>
    public static Likelihood All(this IEnumerable<Likelihood> what) => what.DefaultIfEmpty(Likelihood.Yes).Min();

    /// <summary>One of them; of none, no.</summary>
    public static Likelihood Any(this IEnumerable<Likelihood> what) => what.DefaultIfEmpty(Likelihood.No).Max();
}
