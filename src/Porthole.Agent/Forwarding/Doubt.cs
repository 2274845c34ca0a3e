namespace Porthole.Agent.Forwarding;

/// <summary>How far a router that took its leave can still be believed to hold what it granted.</summary>
internal enum Doubt
{
    /// <summary>Nothing speaks against it.</summary>
    None,

    /// <summary>It took its leave and is searched: a restart says goodbye too, and is over in a second or two.</summary>
    Asking,

    /// <summary>It did not come back in the time of a search.</summary>
    Gone,
}
